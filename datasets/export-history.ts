import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type PastExport, pastExportSchema } from '../core/contract/export.ts';
import { AppError, messageOf } from '../core/errors.ts';
import { parse } from '../core/parse.ts';
import type { Dataset } from './dataset.ts';
import { addCheck } from './json-check.ts';
import { type JsonFormat, readFormat } from './migrations.ts';
import { replaceFile, systemCode } from './storage/files.ts';
import { toJson } from './storage/json.ts';

const HISTORY_FILE = 'exports.json';

/** Older ones are forgotten; each export has its own report beside the data. */
const MOST_EXPORTS = 200;

/** `exports.json`: what was exported of the dataset, newest first. It may be deleted. */
export const exportHistorySchema = z.object({ format: z.literal(1), exports: z.array(pastExportSchema) });

const HISTORY: JsonFormat<typeof exportHistorySchema> = { schema: exportHistorySchema, migrations: [] };

/**
 * Newest first.
 *
 * @throws AppError `invalid-input` or `corrupt` for a file that is none of these, `io`.
 */
export async function readExportHistory(dataset: Dataset): Promise<PastExport[]> {
  const path = join(dataset.path, HISTORY_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw new AppError('io', `the history of exports cannot be read: ${messageOf(cause)} (${path})`, {
      cause,
    });
  }
  return readFormat(HISTORY, text, path).exports;
}

/** @throws AppError as {@link readExportHistory} */
export async function addToExportHistory(dataset: Dataset, past: PastExport): Promise<void> {
  const exports = [past, ...(await readExportHistory(dataset))].slice(0, MOST_EXPORTS);
  const path = join(dataset.path, HISTORY_FILE);
  try {
    await replaceFile(
      path,
      `${addCheck(toJson(parse(exportHistorySchema, { format: 1, exports }, path), 2))}\n`,
    );
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('io', `the history of exports cannot be written: ${messageOf(cause)} (${path})`, {
      cause,
    });
  }
}
