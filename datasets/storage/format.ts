import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';

const formatSchema = z.object({ format: z.int().min(1) });

/**
 * Look at the format number first: a newer file is refused for that reason, and not for its unknown fields.
 *
 * @throws AppError `invalid-input`
 */
export function refuseNewer(text: string, newestFormat: number, path: string): void {
  const { format } = parseJson(formatSchema, text, path);
  if (format <= newestFormat) return;
  throw new AppError(
    'invalid-input',
    `format: ${format} is newer than ${newestFormat}, the newest that this Retrace reads; update Retrace (${path})`,
    { details: { format, newestFormat } },
  );
}
