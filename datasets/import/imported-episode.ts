import { v7 as uuidv7 } from 'uuid';
import { messageOf } from '../../core/errors.ts';
import { SOFTWARE } from '../../core/version.ts';
import type { Outcome } from '../../protocols/phases.ts';
import { type Protocol, protocolSchema } from '../../protocols/protocol.ts';
import { endingOf } from '../../protocols/reward.ts';
import { type Dataset, moveToTrash } from '../dataset.ts';
import type { EpisodeHead, Finding, SealedManifest } from '../episode/manifest.ts';
import { EpisodeWriter } from '../episode/writer.ts';
import imported from './imported.json' with { type: 'json' };

/** What is known of others' data: one phase, and how it ended. */
const PROTOCOL: Protocol = protocolSchema.parse(imported);
const PHASE = PROTOCOL.start;
/** The name of the stream of states. */
export const STATE_STREAM = 'state';
/** A disk that is slower than the reading is waited for. */
const AHEAD_BYTES = 64 * 1024 * 1024;

/** An episode as another format has it. */
export interface ImportedEpisode {
  task: string;
  operator: string;
  outcome: Outcome;
  stepHz: number;
  /** Of its first row, if the source says so. */
  startedAtWallNs: bigint;
  cameras: EpisodeHead['cameras'];
  stateNames: string[];
  actionNames: string[];
  /** What a reader must know of how it was made. */
  findings: Finding[];
  rows(): AsyncIterable<ImportedRow>;
}

export interface ImportedRow {
  /** Since the episode began; rises from row to row. */
  timeNs: bigint;
  state: ArrayLike<number>;
  /** Null on the last row only. */
  action: ArrayLike<number> | null;
  /** One a camera. */
  images: Record<string, Uint8Array>;
  /**
   * By camera, and the state's stream: when the source has it that it came, since the episode began and perhaps before.
   * Without, nothing but the row's time is known.
   */
  stampsNs?: Record<string, bigint>;
}

/**
 * Write an episode of other data as if a station had recorded it.
 *
 * @throws AppError `not-allowed` in a dataset of another robot or other cameras, `invalid-input` for a wrong row,
 * `io`.
 */
export async function writeImported(
  dataset: Dataset,
  sessionId: string,
  episode: ImportedEpisode,
): Promise<SealedManifest> {
  const head = headOf(dataset, sessionId, episode);
  const writer = await EpisodeWriter.create(dataset, head);
  const ending = endingOf(PROTOCOL, episode.outcome);
  let endNs = 0;
  let held: ImportedRow | null = null;
  const append = (row: ImportedRow, isLastStep: boolean): void => {
    const { timeNs, state, action, images, stampsNs } = row;
    const stamps = head.streams.map((name) => {
      const stampNs = stampsNs?.[name] ?? timeNs;
      return [name, { stampNs, receivedNs: stampNs }] as const;
    });
    writer.append({
      timeNs,
      wallNs: episode.startedAtWallNs + timeNs,
      phase: PHASE,
      attempt: 0,
      state,
      images,
      stamps: Object.fromEntries(stamps),
      action,
      actionSource: action === null ? null : 'operator',
      reward: isLastStep ? ending.reward : 0,
      terminated: isLastStep && ending.isTerminated,
      truncated: isLastStep && ending.isTruncated,
      extras: {},
    });
    endNs = Number(timeNs);
  };
  try {
    for await (const row of episode.rows()) {
      // Which step was the last one shows when the observation behind it comes.
      if (held !== null) append(held, row.action === null);
      held = row;
      // Nothing waits for a disk that has failed: the next row is refused with its error.
      while (writer.waitingBytes > AHEAD_BYTES) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (held !== null) append(held, false);
    const segments = [{ phase: PHASE, attempt: 0, startNs: 0, endNs }];
    return await writer.seal({ outcome: episode.outcome, events: [], segments, findings: episode.findings });
  } catch (error) {
    await writer.abandon();
    // Half an episode would be recovered and taken for a whole one.
    await moveToTrash(dataset, head.id, `its import failed: ${messageOf(error)}`, 'import');
    throw error;
  }
}

function headOf(dataset: Dataset, sessionId: string, episode: ImportedEpisode): EpisodeHead {
  const { task, operator, cameras, stateNames, actionNames, stepHz, startedAtWallNs } = episode;
  const quantities = (names: string[]) => ({ names, units: names.map(() => '') });
  return {
    id: uuidv7(),
    sessionId,
    operator,
    task,
    protocol: { name: PROTOCOL.name, version: PROTOCOL.version, definition: PROTOCOL },
    phases: PROTOCOL.phases.map(({ name }) => name),
    robotProfile: { name: dataset.info.robotProfile, definition: {} },
    cameras,
    state: quantities(stateNames),
    action: quantities(actionNames),
    streams: [...cameras.map(({ name }) => name), STATE_STREAM],
    extras: [],
    stepHz,
    startedAtWallNs,
    clock: 'system',
    software: SOFTWARE,
  };
}
