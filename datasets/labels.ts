import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../core/errors.ts';
import { parse, parseJson } from '../core/parse.ts';
import { type Dataset, episodeFolder, readManifest } from './dataset.ts';
import { EPISODE_FILES } from './episode/columns.ts';
import { type Label, labelSchema } from './episode/label.ts';
import { syncFolder, systemCode } from './storage/files.ts';
import { toJson } from './storage/json.ts';

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
  const line = `${toJson(parse(labelSchema, label, path))}\n`;
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
 * its number, `io`.
 */
export async function readLabels(dataset: Dataset, id: string): Promise<LabelLog> {
  await readManifest(dataset, id);
  const path = join(episodeFolder(dataset, id), EPISODE_FILES.labels);
  const log: LabelLog = { labels: [], tornLines: [] };
  for (const [index, line] of (await readText(path)).split('\n').entries()) {
    if (line === '') continue;
    if (isJson(line)) log.labels.push(parseJson(labelSchema, line, `${path}, line ${index + 1}`));
    else log.tornLines.push(line);
  }
  return log;
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
