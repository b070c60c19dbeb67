import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../core/errors.ts';
import { parse } from '../core/parse.ts';
import { type Dataset, episodeFolder, readManifest } from './dataset.ts';
import { EPISODE_FILES } from './episode/columns.ts';
import { type Label, labelSchema } from './episode/label.ts';
import { addCheck } from './json-check.ts';
import { type JsonFormat, readFormat } from './migrations.ts';
import { replaceFile, syncFolder, systemCode } from './storage/files.ts';
import { toJson } from './storage/json.ts';

const LABEL: JsonFormat<typeof labelSchema> = { schema: labelSchema, migrations: [] };

export interface LabelLog {
  /** In the order of their decision. */
  labels: Label[];
  /** What a crash left of lines that were being written; their decisions are lost, and were never confirmed. */
  tornLines: string[];
}

/**
 * Add a decision about an episode; once this resolves it survives a power cut.
 *
 * @throws AppError `not-found` without such an episode, `invalid-input` for a wrong label, `io`.
 */
export async function appendLabel(dataset: Dataset, id: string, label: Label): Promise<void> {
  await readManifest(dataset, id);
  const folder = episodeFolder(dataset, id);
  const path = join(folder, EPISODE_FILES.labels);
  const line = `${addCheck(toJson(parse(labelSchema, label, path)))}\n`;
  try {
    const file = await open(path, 'a+');
    try {
      // A torn line keeps to itself, and cannot spoil this one.
      await file.appendFile((await endsInsideLine(file)) ? `\n${line}` : line);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(folder);
  } catch (cause) {
    throw new AppError('io', `the label cannot be written: ${messageOf(cause)} (${path})`, { cause });
  }
}

/**
 * @throws AppError `not-found` without such an episode, `invalid-input` for a whole line that is no label, with
 * its number, `corrupt` for one whose checksum is wrong, `io`.
 */
export async function readLabels(dataset: Dataset, id: string): Promise<LabelLog> {
  await readManifest(dataset, id);
  const path = join(episodeFolder(dataset, id), EPISODE_FILES.labels);
  const log: LabelLog = { labels: [], tornLines: [] };
  for (const [index, line] of (await readText(path)).split('\n').entries()) {
    if (line === '') continue;
    if (isTorn(line)) log.tornLines.push(line);
    else log.labels.push(readFormat(LABEL, line, `${path}, line ${index + 1}`));
  }
  return log;
}

/**
 * Add to an episode the decisions that were made about a copy of it. They are put in order of time, since of
 * two about the same thing the later line counts.
 *
 * @throws AppError as {@link readLabels}, for either.
 */
export async function mergeLabels(from: Dataset, into: Dataset, id: string): Promise<void> {
  const own = (await readLabels(into, id)).labels.map((label) => toJson(label));
  const others = (await readLabels(from, id)).labels.map((label) => toJson(label));
  const all = [...new Set([...own, ...others])];
  if (all.length === own.length) return;
  const atOf = (line: string) => (JSON.parse(line) as Label).at;
  const lines = all.sort((a, b) => Date.parse(atOf(a)) - Date.parse(atOf(b))).map(addCheck);
  const path = join(episodeFolder(into, id), EPISODE_FILES.labels);
  try {
    await replaceFile(path, `${lines.join('\n')}\n`);
  } catch (cause) {
    throw new AppError('io', `the labels cannot be written: ${messageOf(cause)} (${path})`, { cause });
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return '';
    throw new AppError('io', `the labels cannot be read: ${messageOf(cause)} (${path})`, { cause });
  }
}

async function endsInsideLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== '\n'.charCodeAt(0);
}

/** A whole line ends with its check. One that has it and is no JSON was not cut short: it is damaged. */
function isTorn(line: string): boolean {
  if (isJson(line)) return false;
  const checkAt = line.lastIndexOf(',"check"');
  const unchecked = `${line.slice(0, checkAt)}}`;
  if (checkAt >= 0 && isJson(unchecked)) return addCheck(unchecked).startsWith(line);
  return !/"check"|[0-9a-f]{8}"\}$/.test(line);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
