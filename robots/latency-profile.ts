import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError, messageOf } from '../core/errors.ts';
import { parseJson } from '../core/parse.ts';

/**
 * How late messages of a robot were, by topic: measured on a real one, replayed by the simulated one, so that
 * what is learnt here works there (D'Ambrosio et al., arXiv:2309.03315).
 */
export const latencyProfileSchema = z.strictObject({
  format: z.literal(1),
  robotProfile: z.string().min(1),
  measuredAt: z.iso.datetime(),
  /** Of messages from their stamp to their arrival, of commands there and back. */
  topics: z.record(
    z.string().startsWith('/'),
    z.strictObject({ meanMs: z.number(), stdMs: z.number().min(0), messages: z.int().positive() }),
  ),
});

export type LatencyProfile = z.output<typeof latencyProfileSchema>;

/** @throws AppError `not-found` when the file cannot be read, `invalid-input` with the path of each wrong field. */
export async function readLatencyProfile(path: string): Promise<LatencyProfile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('not-found', `the latency profile cannot be read: ${messageOf(cause)}`, { cause });
  }
  return parseJson(latencyProfileSchema, text, path);
}
