import { createHash } from 'node:crypto';
import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import { ensureFolder } from '../storage/files.ts';
import { toJson } from '../storage/json.ts';
import { type EpisodeResult, REPORT_FILE } from './report.ts';
import type { Provenance } from './target.ts';

const FILE = 'retrace-journal.jsonl';
/** Of what is in the folder; one of another format is begun anew. */
const FORMAT = 2;

/** An episode that is done, and what its target returned for each trajectory. */
export interface JournalEntry {
  result: EpisodeResult;
  written: unknown[];
}

/** What has been exported so far, a line an episode, in the unfinished folder: an interrupted export goes on from there. */
export class Journal {
  readonly entries: JournalEntry[];
  readonly #path: string;

  private constructor(path: string, entries: JournalEntry[]) {
    this.#path = path;
    this.entries = entries;
  }

  /**
   * Go on in a folder that was made of the same version, recipe and target; else empty it.
   *
   * @param isWanted whether an export can go on from these entries
   * @throws AppError `not-allowed` for a folder that no export has left
   */
  static async open(
    folder: string,
    target: string,
    provenance: Provenance,
    isWanted: (entries: readonly JournalEntry[]) => boolean,
  ): Promise<Journal> {
    const path = join(folder, FILE);
    const key = createHash('sha256')
      .update(toJson({ format: FORMAT, target, provenance }))
      .digest('hex');
    const text = await readWhole(path);
    const [first, ...lines] = text.toString().split('\n').slice(0, -1);
    if (first === key) {
      const entries: JournalEntry[] = lines.map((line) => JSON.parse(line));
      if (isWanted(entries)) {
        // The next entry must not go on in a line that was cut short.
        await truncate(path, text.byteLength);
        return new Journal(path, entries);
      }
    }
    await assertAnExports(folder);
    await rm(folder, { recursive: true, force: true });
    await ensureFolder(folder);
    await writeFile(path, `${key}\n`);
    return new Journal(path, []);
  }

  async add(entry: JournalEntry): Promise<void> {
    this.entries.push(entry);
    await appendFile(this.#path, `${toJson(entry)}\n`);
  }

  /** An export that is interrupted from here on begins anew. */
  async remove(): Promise<void> {
    await rm(this.#path);
  }
}

/** Whole lines; one that a crash cut short does not count. */
async function readWhole(path: string): Promise<Buffer> {
  const text = await readFile(path).catch(() => Buffer.of());
  return text.subarray(0, text.lastIndexOf('\n') + 1);
}

/** What people keep in a folder that happens to have the name of an unfinished export is never removed. */
async function assertAnExports(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  // One that is killed at its very end has its report, and no journal any more.
  if (names.length === 0 || names.includes(FILE) || names.includes(REPORT_FILE)) return;
  throw new AppError(
    'not-allowed',
    `what is in it is no unfinished export: move it away, or choose another folder (${folder})`,
  );
}
