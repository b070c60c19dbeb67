import { AppError } from '../../core/errors.ts';
import type { ActionSource } from './columns.ts';
import { ACTION_SOURCES } from './columns.ts';
import type { EpisodeHead, ExtraStream } from './manifest.ts';

/** When a source made something and when it arrived; nanoseconds since the episode began, perhaps negative. */
export interface Stamp {
  stampNs: bigint;
  receivedNs: bigint;
}

/** A message of an extra stream: numbers of a vector, an encoded image, or text. */
export interface Sample extends Stamp {
  value: ArrayLike<number> | Uint8Array | string;
}

/** One row of an episode: what the robot was seen to be at a tick, and what was done in the step after it. */
export interface StepRow {
  /** Since the episode began; rises from row to row. */
  timeNs: bigint;
  wallNs: bigint;
  phase: string;
  attempt: number;
  state: ArrayLike<number>;
  /** The camera's own bytes, one image a camera; none before its first one, when its stamp is null too. */
  images: Readonly<Record<string, Uint8Array>>;
  /** One entry a stream; null before its first message. */
  stamps: Readonly<Record<string, Stamp | null>>;
  /** Null on the last row only, whose observation ends the episode. */
  action: ArrayLike<number> | null;
  actionSource: ActionSource | null;
  reward: number;
  terminated: boolean;
  truncated: boolean;
  /** What arrived since the row before; streams without news may be left out. */
  extras: Readonly<Record<string, readonly Sample[]>>;
}

/** A row as the writer keeps it until its batch is full: checked, and free of the caller's number buffers. */
export interface PendingRow {
  timeNs: bigint;
  wallNs: bigint;
  phaseIndex: number;
  attempt: number;
  state: Float32Array;
  images: (Uint8Array | null)[];
  stamps: (Stamp | null)[];
  action: Float32Array | null;
  sourceIndex: number;
  reward: number;
  terminated: boolean;
  truncated: boolean;
  extras: PendingSample[][];
  /** About what the row takes in the file. */
  bytes: number;
}

export interface PendingSample extends Stamp {
  value: Float64Array | Uint8Array;
}

/** Fixed-width columns, offsets and a sample's stamps; images and values come on top. */
const ROW_BYTES = 128;
const SAMPLE_BYTES = 32;

const utf8 = new TextEncoder();

/**
 * Check a row against the episode's head and take it over. Numbers are copied, so the caller may use its
 * buffers again; **bytes of images are not**: they belong to the episode from here on.
 *
 * @throws AppError `invalid-input` that names the wrong field.
 */
export function takeRow(head: EpisodeHead, row: StepRow): PendingRow {
  const phaseIndex = head.phases.indexOf(row.phase);
  if (phaseIndex < 0) {
    throw refused('phase', `"${row.phase}" is none of the episode's phases ${head.phases.join(', ')}`);
  }
  const hasAction = row.action !== null;
  if (hasAction !== (row.actionSource !== null)) {
    throw refused('actionSource', 'goes with an action, and only with one');
  }
  const images = head.cameras.map(({ name }) => imageOf(row, name));
  const extras = head.extras.map((extra) =>
    (row.extras[extra.name] ?? []).map((sample) => takeSample(extra, sample)),
  );
  for (const name of Object.keys(row.extras)) {
    if (!head.extras.some((extra) => extra.name === name)) {
      throw refused(`extras.${name}`, 'is no stream of the episode');
    }
  }
  return {
    timeNs: row.timeNs,
    wallNs: row.wallNs,
    phaseIndex,
    attempt: row.attempt,
    state: takeVector('state', row.state, head.state.names.length),
    images,
    stamps: head.streams.map((stream) => stampOf(row, stream)),
    action: row.action === null ? null : takeVector('action', row.action, head.action.names.length),
    sourceIndex: row.actionSource === null ? -1 : ACTION_SOURCES.indexOf(row.actionSource),
    reward: row.reward,
    terminated: row.terminated,
    truncated: row.truncated,
    extras,
    bytes: ROW_BYTES + sum(images) + 16 * head.streams.length + extras.reduce(sumSamples, 0),
  };
}

function takeVector(path: string, values: ArrayLike<number>, length: number): Float32Array {
  if (values.length !== length) throw refused(path, `has ${values.length} values, expected ${length}`);
  return Float32Array.from(values);
}

/** Null before the camera's first image. One that drops out later is shown by the age of its last image. */
function imageOf(row: StepRow, camera: string): Uint8Array | null {
  const image = row.images[camera];
  if (image === undefined && row.stamps[camera] === null) return null;
  if (image === undefined || image.byteLength === 0) {
    throw refused(`images.${camera}`, 'is missing or empty, though the camera has sent something');
  }
  if (row.stamps[camera] === null) throw refused(`stamps.${camera}`, 'is null beside an image');
  return image;
}

function stampOf(row: StepRow, stream: string): Stamp | null {
  const stamp = row.stamps[stream];
  if (stamp === undefined) {
    throw refused(`stamps.${stream}`, 'is missing; null says that nothing arrived yet');
  }
  return stamp;
}

function takeSample(extra: ExtraStream, sample: Sample): PendingSample {
  const { stampNs, receivedNs, value } = sample;
  return { stampNs, receivedNs, value: takeValue(extra, value) };
}

function takeValue({ name, kind, names }: ExtraStream, value: Sample['value']): Float64Array | Uint8Array {
  if (kind === 'text' && typeof value === 'string') return utf8.encode(value);
  if (kind === 'image' && value instanceof Uint8Array) return value;
  if (kind === 'vector' && typeof value !== 'string') {
    if (names !== undefined && names.length !== value.length) {
      throw refused(`extras.${name}`, `has ${value.length} values, expected ${names.length}`);
    }
    return Float64Array.from(value);
  }
  throw refused(`extras.${name}`, `expected values of kind ${kind}`);
}

function sum(images: readonly (Uint8Array | null)[]): number {
  return images.reduce((bytes, image) => bytes + (image?.byteLength ?? 0), 0);
}

function sumSamples(bytes: number, samples: readonly PendingSample[]): number {
  return samples.reduce((total, { value }) => total + SAMPLE_BYTES + value.byteLength, bytes);
}

function refused(path: string, message: string): AppError {
  return new AppError('invalid-input', `row refused: ${path} ${message}`, { details: { path } });
}
