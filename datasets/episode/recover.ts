import { access, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FileBlock } from 'apache-arrow/ipc/metadata/file';
import { validate as isUuid } from 'uuid';
import { AppError, messageOf } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';
import { type PhaseEvent, phaseEventSchema, type Segment } from '../../protocols/phases.ts';
import { encodeFileEnd } from '../arrow/footer.ts';
import { bodyChecker } from '../arrow/scan.ts';
import { type Dataset, episodeFolder, listEpisodes, moveToTrash } from '../dataset.ts';
import { FileHash } from '../storage/file-hash.ts';
import { COLUMNS, EPISODE_FILES, EVENTS_STREAM, extraColumn } from './columns.ts';
import { type BatchEntry, EpisodeDataFile, type Inspect } from './data-file.ts';
import { readExtra } from './extras.ts';
import { EPISODE_FORMAT, type EpisodeHead, type Finding, type SealedManifest } from './manifest.ts';
import { readManifestFile, writeManifestFile } from './manifest-file.ts';
import { assignSteps } from './segments.ts';

/** What became of an episode that a crash had left open. */
export interface Recovered {
  id: string;
  /** 0 when there was nothing to keep. */
  rows: number;
  durationNs: number;
  /** For the operator. */
  message: string;
}

/** Phases and findings of an episode out of its protocol's definition and the events that its file holds. */
export type FoldEvents = (
  definition: unknown,
  events: readonly PhaseEvent[],
  durationNs: number,
) => { segments: Segment[]; findings: Finding[] };

const RECOVERED_BY = 'recovery';

/** As {@link recoverFound}, of every episode of the dataset that was left open. */
export async function recoverEpisodes(dataset: Dataset, fold: FoldEvents): Promise<Recovered[]> {
  const { episodes, unreadable } = await listEpisodes(dataset);
  const open = episodes.filter(({ state }) => state === 'recording').map(({ head }) => head.id);
  return await recoverFound(dataset, { open, unreadable: unreadable.map(({ path }) => path) }, fold);
}

/**
 * Seal episodes that were left open. Only for the holder of the dataset's lock, and for episodes that were there
 * when it was taken: one that is being written looks just the same.
 *
 * One that cannot be recovered is left as it is, and its message says why.
 *
 * @param found ids of unsealed episodes, and folders without a manifest that can be read
 */
export async function recoverFound(
  dataset: Dataset,
  { open, unreadable }: { open: readonly string[]; unreadable: readonly string[] },
  fold: FoldEvents,
): Promise<Recovered[]> {
  const results: Recovered[] = [];
  for (const path of unreadable) {
    const name = basename(path);
    if (isUuid(name) && (await isUnborn(path))) results.push(await discardEmpty(dataset, name));
  }
  for (const id of open) {
    try {
      results.push(await recoverEpisode(dataset, id, fold));
    } catch (error) {
      const message = `The episode could not be recovered: ${messageOf(error)}`;
      results.push({ id, rows: 0, durationNs: 0, message });
    }
  }
  return results;
}

/**
 * Seal one episode whose writer is gone or has failed: its file is cut behind the last complete batch and
 * gets a footer; its manifest says `recovered`, with outcome `aborted`. Rows stay as they were written, so
 * the last one still has the action whose effect nobody saw. Without a complete batch the episode goes to
 * the trash.
 *
 * Works in place: it needs no space for a copy, which a full disk does not have, touches no byte that is
 * kept, and can be done again when it is cut short itself.
 *
 * @throws AppError `not-allowed` for an episode that is sealed already, `corrupt`, `io`, `not-found`.
 */
export async function recoverEpisode(dataset: Dataset, id: string, fold: FoldEvents): Promise<Recovered> {
  const folder = episodeFolder(dataset, id);
  const { state, head } = await readManifestFile(folder);
  if (state !== 'recording') throw new AppError('not-allowed', `the episode is ${state} already (${folder})`);
  const path = join(folder, EPISODE_FILES.data);
  if (!(await exists(path))) return await discardEmpty(dataset, id);
  const hash = new FileHash(path);
  // The hash follows the walk on its own thread: gigabytes are read from the disk once and not twice.
  const isBodyIntact = bodyChecker();
  const inspect: Inspect = async (file, scanned) => {
    const isIntact = await isBodyIntact(file, scanned);
    if (isIntact && scanned.message.isRecordBatch()) hash.advance(scanned.endOffset);
    return isIntact;
  };
  try {
    const data = await EpisodeDataFile.open(path, head, { flags: 'r+', inspect });
    try {
      if (data.rows === 0) return await discardEmpty(dataset, id);
      const manifest = await sealRecovered(data, head, hash, fold);
      await writeManifestFile(folder, manifest);
      const { counts, durationNs, recovery } = manifest;
      return { id, rows: counts.rows, durationNs, message: recovery.reason };
    } finally {
      await data.close();
    }
  } finally {
    hash.close();
  }
}

async function sealRecovered(data: EpisodeDataFile, head: EpisodeHead, hash: FileHash, fold: FoldEvents) {
  const timesNs = await readTimes(data);
  const events = await readEvents(data, head);
  const durationNs = timesNs.at(-1)!;
  const { segments, findings } = fold(head.protocol.definition, events, durationNs);
  const counts = { rows: data.rows, steps: data.rows - 1, extras: await countExtras(data, head) };
  const keptBytes = data.batches.at(-1)!.endOffset;
  // Behind an end-of-stream marker there is a footer, and no data.
  const droppedBytes = data.end.damage === null ? 0 : data.fileBytes - keptBytes;
  const reason =
    `The station stopped while this episode was recorded. ${(durationNs / 1e9).toFixed(1)} s ` +
    `(${data.rows} rows) are kept; ${droppedBytes} bytes behind them were incomplete.`;
  const interruption: Finding = { code: 'interrupted', severity: 'error', message: reason };
  return {
    format: EPISODE_FORMAT,
    state: 'recovered',
    head,
    sealedAt: new Date().toISOString(),
    outcome: 'aborted',
    durationNs,
    counts,
    events,
    segments: assignSteps(segments, timesNs),
    findings: [interruption, ...findings],
    file: await cutAndSeal(data, keptBytes, hash),
    recovery: { reason, droppedBytes },
  } satisfies SealedManifest;
}

async function cutAndSeal(
  data: EpisodeDataFile,
  keptBytes: number,
  hash: FileHash,
): Promise<SealedManifest['file']> {
  const batches = data.batches.map((batch) => ({ block: blockAt(batch), rows: batch.rows }));
  const end = encodeFileEnd(data.schema, data.dictionaries.map(blockAt), batches);
  await data.file.truncate(keptBytes);
  await data.file.write(end, 0, end.byteLength, keptBytes);
  await data.file.sync();
  const bytes = keptBytes + end.byteLength;
  return { bytes, sha256: await hash.digest(bytes) };
}

function blockAt({ offset, bodyOffset, endOffset }: Omit<BatchEntry, 'firstRow' | 'rows'>): FileBlock {
  return new FileBlock(bodyOffset - offset, endOffset - bodyOffset, offset);
}

async function readTimes(data: EpisodeDataFile): Promise<number[]> {
  const column = data.columnOf(COLUMNS.timeNs);
  const timesNs: number[] = [];
  for (const entry of data.batches) {
    const batch = await data.openBatch(entry);
    const [times] = await data.readColumns(batch, column, column + 1);
    for (const timeNs of times!.values as BigInt64Array) timesNs.push(Number(timeNs));
  }
  return timesNs;
}

async function readEvents(data: EpisodeDataFile, head: EpisodeHead): Promise<PhaseEvent[]> {
  const events: PhaseEvent[] = [];
  if (!head.extras.some(({ name }) => name === EVENTS_STREAM)) return events;
  for await (const { row, value } of readExtra(data, EVENTS_STREAM)) {
    events.push(parseJson(phaseEventSchema, String(value), `${data.path}, events of row ${row}`));
  }
  return events;
}

async function countExtras(data: EpisodeDataFile, head: EpisodeHead): Promise<Record<string, number>> {
  const counts = Object.fromEntries(head.extras.map(({ name }) => [name, 0]));
  for (const entry of data.batches) {
    const batch = await data.openBatch(entry);
    for (const name of Object.keys(counts)) {
      counts[name]! += data.listValues(batch, data.columnOf(extraColumn(name)));
    }
  }
  return counts;
}

async function discardEmpty(dataset: Dataset, id: string): Promise<Recovered> {
  const message =
    'The station stopped before the first rows of this episode were on disk: there was nothing to keep.';
  await moveToTrash(dataset, id, message, RECOVERED_BY);
  return { id, rows: 0, durationNs: 0, message };
}

/** A crash between the making of the folder and its manifest leaves no more than this. */
async function isUnborn(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => null);
  return names?.every((name) => name === `${EPISODE_FILES.manifest}.tmp`) ?? false;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
