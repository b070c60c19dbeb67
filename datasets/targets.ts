import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, messageOf } from '../core/errors.ts';
import { addCheck } from './json-check.ts';
import { type JsonFormat, readFormat } from './migrations.ts';
import { replaceFile, systemCode } from './storage/files.ts';
import { toJson } from './storage/json.ts';

const TARGETS_FILE = 'targets.json';

/** `targets.json`: how many minutes of each protocol the dataset shall hold. */
const targetsSchema = z.object({
  format: z.literal(1),
  /** By the protocol's name. */
  minutes: z.record(z.string().min(1), z.number().positive()),
});

const TARGETS: JsonFormat<typeof targetsSchema> = { schema: targetsSchema, migrations: [] };

/** Minutes by protocol. */
export type Targets = Readonly<Record<string, number>>;

/**
 * None where nobody has set any.
 *
 * @throws AppError `invalid-input` or `corrupt` for a wrong file, `io` when it cannot be read.
 */
export async function readTargets(datasetPath: string): Promise<Targets> {
  const path = join(datasetPath, TARGETS_FILE);
  try {
    return readFormat(TARGETS, await readFile(path, 'utf8'), path).minutes;
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return {};
    if (cause instanceof AppError) throw cause;
    throw new AppError('io', `the targets cannot be read: ${messageOf(cause)} (${path})`, { cause });
  }
}

/**
 * Replace the file as a whole, and return what it says now.
 *
 * @param minutes null takes the protocol's target away
 */
export async function writeTarget(
  datasetPath: string,
  protocol: string,
  minutes: number | null,
): Promise<Targets> {
  const { [protocol]: _before, ...others } = await readTargets(datasetPath);
  const targets = minutes === null ? others : { ...others, [protocol]: minutes };
  const text = toJson({ format: 1, minutes: targets }, 2);
  await replaceFile(join(datasetPath, TARGETS_FILE), `${addCheck(text)}\n`);
  return targets;
}
