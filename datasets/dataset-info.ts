import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, messageOf } from '../core/errors.ts';
import { addCheck } from './json-check.ts';
import { type JsonFormat, readFormat } from './migrations.ts';
import { ensureFolder, replaceFile, systemCode } from './storage/files.ts';
import { toJson } from './storage/json.ts';

const DATASET_FORMAT = 1;
const DATASET_FILE = 'dataset.json';

/** `dataset.json`: what the dataset is, and which episodes it accepts. */
export const datasetInfoSchema = z.object({
  format: z.literal(DATASET_FORMAT),
  name: z.string().min(1),
  createdAt: z.iso.datetime(),
  robotProfile: z.string().min(1),
  cameras: z.array(z.string().min(1)),
});

const DATASET_INFO: JsonFormat<typeof datasetInfoSchema> = { schema: datasetInfoSchema, migrations: [] };

export type DatasetInfo = z.output<typeof datasetInfoSchema>;

export type NewDataset = Pick<DatasetInfo, 'name' | 'robotProfile' | 'cameras'>;

/**
 * @throws AppError `not-found` without a dataset, `invalid-input` for a `dataset.json` that is wrong or newer
 * than this program, `corrupt` for one whose checksum is wrong, `io` when it cannot be read.
 */
export async function readDatasetInfo(folder: string): Promise<DatasetInfo> {
  const path = join(folder, DATASET_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') {
      throw new AppError('not-found', `no dataset here: ${DATASET_FILE} is missing (${folder})`, { cause });
    }
    throw new AppError('io', `the dataset cannot be read: ${messageOf(cause)} (${path})`, { cause });
  }
  return readFormat(DATASET_INFO, text, path);
}

/** @throws AppError `not-allowed` in a folder that holds other things, `io`. */
export async function createDatasetInfo(folder: string, created: NewDataset): Promise<DatasetInfo> {
  const others = await entriesOf(folder);
  if (others.length > 0) {
    throw new AppError(
      'not-allowed',
      `the folder is no dataset and holds ${others.length} entries, such as "${others[0]}"; ` +
        `choose an empty one (${folder})`,
    );
  }
  const info: DatasetInfo = { format: DATASET_FORMAT, createdAt: new Date().toISOString(), ...created };
  try {
    await replaceFile(join(folder, DATASET_FILE), `${addCheck(toJson(info, 2))}\n`);
  } catch (cause) {
    throw cannotMake(folder, cause);
  }
  return info;
}

/** The folder is made where it is missing. */
async function entriesOf(folder: string): Promise<string[]> {
  try {
    await ensureFolder(folder);
    return (await readdir(folder)).filter((name) => !name.startsWith('.'));
  } catch (cause) {
    throw cannotMake(folder, cause);
  }
}

function cannotMake(folder: string, cause: unknown): AppError {
  return new AppError('io', `no dataset can be made here: ${messageOf(cause)} (${folder})`, { cause });
}

/** @throws AppError `not-allowed` for another robot or other cameras than the dataset's. */
export function assertSameSetup(
  info: DatasetInfo,
  robotProfile: string,
  cameras: string[],
  path: string,
): void {
  const expected = [...info.cameras].sort().join(', ');
  const found = [...cameras].sort().join(', ');
  if (info.robotProfile === robotProfile && expected === found) return;
  throw new AppError(
    'not-allowed',
    `the dataset records robot "${info.robotProfile}" with cameras ${expected || 'none'}, ` +
      `not "${robotProfile}" with ${found || 'none'}; choose another folder (${path})`,
  );
}
