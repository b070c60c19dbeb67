import type { EpisodeView } from '../../datasets/checks/check.ts';
import { describePicture, type Gray, type Picture } from '../../datasets/checks/picture.ts';
import type { EpisodeHead, SealedManifest, StepSegment } from '../../datasets/episode/manifest.ts';
import type { EpisodeSeries, StampSeries } from '../../datasets/episode/series.ts';
import { buildHead } from './episode.ts';

const STEP_HZ = 10;
const STEP_NS = 1e9 / STEP_HZ;
const WIDTH_PX = 160;
const HEIGHT_PX = 120;
/** The robot follows a command after this many steps. */
const LAG_STEPS = 1;

/** What an episode without any fault is made of; a test changes what it is about. */
export interface CheckedEpisode {
  head?: Partial<EpisodeHead>;
  manifest?: Partial<SealedManifest>;
  steps?: number;
  /** Commanded speed in m/s and position in m, by seconds. */
  speedAt?(seconds: number): number;
  positionAt?(seconds: number): number;
  /** A camera's picture at a row, or none. */
  grayAt?(camera: string, row: number): Gray | null;
  wallNsAt?(row: number): number;
  /** When the message was made that a row uses, and when it arrived, in ns since the begin. */
  stampAt?(stream: string, row: number): { stampNs: number; receivedNs: number };
  segments?: StepSegment[];
  outcome?: EpisodeView['outcome'];
}

/** A robot that swings to and fro for twelve seconds, seen by a camera that stands still and one on its wrist. */
export function buildView(options: CheckedEpisode = {}): EpisodeView {
  const { steps = 120, speedAt = usualSpeed, positionAt = usualPosition, grayAt = usualPicture } = options;
  const head = buildHead({ stepHz: STEP_HZ, streamHz: { front: 30, wrist: 30, arm: 100 }, ...options.head });
  const rows = steps + 1;
  const timesNs = Float64Array.from({ length: rows }, (_, row) => row * STEP_NS);
  const wallNsAt = options.wallNsAt ?? ((row) => row * STEP_NS);
  const stampAt = options.stampAt ?? usualStamp;
  const state = Float32Array.from({ length: rows * 3 }, (_, i) => {
    const seconds = Math.floor(i / 3) / STEP_HZ;
    return positionAt(seconds) * [1, 0.5, 0.25][i % 3]!;
  });
  const action = Float32Array.from({ length: steps * 2 }, (_, i) => {
    const seconds = (Math.floor(i / 2) + 0.5) / STEP_HZ;
    return speedAt(seconds) * [1, 0.5][i % 2]!;
  });
  const stamps = Object.fromEntries(
    head.streams.map((stream) => [stream, stampSeries(rows, (row) => stampAt(stream, row))]),
  );
  const series: EpisodeSeries = {
    timeNs: BigInt64Array.from(timesNs, (ns) => BigInt(ns)),
    wallNs: BigInt64Array.from({ length: rows }, (_, row) => BigInt(wallNsAt(row))),
    phase: [],
    attempt: new Int16Array(rows),
    state,
    stamps,
    action,
    actionSource: Array.from({ length: steps }, () => 'operator' as const),
    reward: new Float32Array(steps),
    terminated: new Uint8Array(steps),
    truncated: new Uint8Array(steps),
  };
  const segments = options.segments ?? usualSegments(steps);
  const outcome = options.outcome ?? 'success';
  const manifest = {
    format: 1,
    state: 'sealed',
    head,
    sealedAt: '2026-11-22T11:00:00.000Z',
    outcome,
    durationNs: timesNs.at(-1)!,
    counts: { rows, steps, extras: {} },
    events: [],
    segments,
    findings: [],
    predicate: { isTrue: outcome === 'success' },
    file: { bytes: 1, sha256: '0'.repeat(64) },
    ...options.manifest,
  } as SealedManifest;
  const pictures = Object.fromEntries(
    head.cameras.map(({ name }) => [name, picturesOf(name, timesNs, grayAt)]),
  );
  return { manifest, outcome, segments, series, timesNs, pictures };
}

export function usualPosition(seconds: number): number {
  return 0.2 * Math.sin(1.1 * seconds) + 0.1 * Math.sin(2.7 * seconds);
}

/** A step before the position's own speed: the robot follows with that delay. */
export function usualSpeed(seconds: number): number {
  const at = seconds + LAG_STEPS / STEP_HZ;
  return 0.22 * Math.cos(1.1 * at) + 0.27 * Math.cos(2.7 * at);
}

/** Painted once: hundreds of episodes show the same, and each picture takes milliseconds. Not to be written to. */
const painted = new Map<string, Gray>();

export function usualPicture(camera: string, row: number): Gray {
  const offsetPx = Math.round(usualPosition(row / STEP_HZ) * 200);
  const key = `${camera === 'wrist'} ${offsetPx}`;
  const picture =
    painted.get(key) ?? paint(camera === 'wrist' ? { shiftPx: offsetPx } : { blobPx: 80 + offsetPx });
  painted.set(key, picture);
  return picture;
}

const described = new WeakMap<Gray, Picture>();

function describeOnce(gray: Gray, row: number, timeNs: number): Picture {
  const known = described.get(gray) ?? describePicture(gray, row, timeNs);
  described.set(gray, known);
  return { ...known, row, timeNs };
}

/** A lively texture, the same on every run, pushed to the right; on it, where asked for, a white square. */
export function paint({ shiftPx = 0, blobPx = -100, seed = 0, contrast = 1 } = {}): Gray {
  const pixels = new Uint8Array(WIDTH_PX * HEIGHT_PX);
  for (let y = 0; y < HEIGHT_PX; y += 1) {
    for (let x = 0; x < WIDTH_PX; x += 1) {
      const isBlob = Math.abs(x - blobPx) < 8 && Math.abs(y - 60) < 8;
      pixels[y * WIDTH_PX + x] = isBlob ? 250 : 128 + contrast * textureAt(x - shiftPx, y, seed);
    }
  }
  return { widthPx: WIDTH_PX, heightPx: HEIGHT_PX, pixels };
}

/** Blocks of 10 × 10 pixels of different gray, with fine lines. */
function textureAt(x: number, y: number, seed: number): number {
  const block =
    Math.sin(12.9898 * (Math.floor(x / 10) + 31 * seed) + 78.233 * Math.floor(y / 10)) * 43758.5453;
  return 70 * (block - Math.floor(block) - 0.5) + ((x + y) % 4 < 2 ? 20 : -20);
}

function usualSegments(steps: number): StepSegment[] {
  const ends = [Math.floor(steps / 3), Math.floor((2 * steps) / 3), steps];
  return ['failure', 'recovery', 'success'].map((phase, i) => ({
    phase,
    attempt: i === 2 ? 1 : 0,
    startStep: i === 0 ? 0 : ends[i - 1]!,
    endStep: ends[i]!,
    startNs: (i === 0 ? 0 : ends[i - 1]!) * STEP_NS,
    endNs: ends[i]! * STEP_NS,
  }));
}

function usualStamp(_stream: string, row: number): { stampNs: number; receivedNs: number } {
  return { stampNs: row * STEP_NS - 20e6, receivedNs: row * STEP_NS - 12e6 };
}

function stampSeries(
  rows: number,
  at: (row: number) => { stampNs: number; receivedNs: number },
): StampSeries {
  const times = Array.from({ length: rows }, (_, row) => at(row));
  return {
    isPresent: new Uint8Array(rows).fill(1),
    stampNs: BigInt64Array.from(times, ({ stampNs }) => BigInt(stampNs)),
    receivedNs: BigInt64Array.from(times, ({ receivedNs }) => BigInt(receivedNs)),
  };
}

function picturesOf(
  camera: string,
  timesNs: Float64Array,
  grayAt: (camera: string, row: number) => Gray | null,
): Picture[] {
  const pictures: Picture[] = [];
  for (let row = 0; row < timesNs.length; row += 2) {
    const gray = grayAt(camera, row);
    if (gray !== null) pictures.push(describeOnce(gray, row, timesNs[row]!));
  }
  return pictures;
}
