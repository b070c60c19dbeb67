import { randomBytes } from 'node:crypto';
import type { NewDataset } from '../../../datasets/dataset-info.ts';
import type { EpisodeEnd, EpisodeHead } from '../../../datasets/episode/manifest.ts';
import type { Sample, Stamp, StepRow } from '../../../datasets/episode/row.ts';
import { buildHead } from '../../builders/episode.ts';

/** What a robot sends, at which rates. */
export interface Load {
  cameras: number;
  frameBytes: number;
  stepHz: number;
  stateHz: number;
}

/** A large bimanual robot: 36 MB and 740 messages a second. */
export const HEAVY: Load = { cameras: 8, frameBytes: 150_000, stepHz: 30, stateHz: 500 };

const STATE_NAMES = ['x', 'y', 'z', 'roll', 'pitch', 'yaw', 'gripper'];
const POOL_FRAMES = 64;
const ROBOT = 'bench-robot';

export function cameraNames({ cameras }: Load): string[] {
  return Array.from({ length: cameras }, (_, index) => `camera${index}`);
}

export function datasetOf(load: Load): NewDataset {
  return { name: 'bench', robotProfile: ROBOT, cameras: cameraNames(load) };
}

export function headOf(load: Load): EpisodeHead {
  const names = cameraNames(load);
  const quantities = { names: STATE_NAMES, units: STATE_NAMES.map(() => '') };
  return buildHead({
    robotProfile: { name: ROBOT, definition: {} },
    cameras: names.map((name) => ({ name, widthPx: 1280, heightPx: 720, encoding: 'jpeg' })),
    state: quantities,
    action: quantities,
    streams: [...names, 'arm'],
    extras: [
      { name: 'arm', kind: 'vector', ...quantities },
      { name: 'events', kind: 'text' },
    ],
    stepHz: load.stepHz,
  });
}

export const END: EpisodeEnd = { outcome: 'success', events: [], segments: [], findings: [] };

/** Frames that no disk can compress; they are shared, so they must not be written to. */
export function framePool({ frameBytes }: Load): Uint8Array[] {
  return Array.from({ length: POOL_FRAMES }, () => randomBytes(frameBytes));
}

/** Row `step` of an episode, with its frames; without an action if it is the last. */
export function rowOf(
  head: EpisodeHead,
  load: Load,
  step: number,
  isLast: boolean,
  frameOf: (camera: number) => Uint8Array,
): StepRow {
  const timeNs = BigInt(Math.round((step * 1e9) / load.stepHz));
  const stamp: Stamp = { stampNs: timeNs - 10_000_000n, receivedNs: timeNs - 8_000_000n };
  const vector = STATE_NAMES.map((_, index) => Math.sin(step + index));
  return {
    timeNs,
    wallNs: head.startedAtWallNs + timeNs,
    phase: head.phases[0]!,
    attempt: 0,
    state: vector,
    images: Object.fromEntries(head.cameras.map(({ name }, camera) => [name, frameOf(camera)])),
    stamps: Object.fromEntries(head.streams.map((stream) => [stream, stamp])),
    action: isLast ? null : vector,
    actionSource: isLast ? null : 'operator',
    reward: 0,
    terminated: false,
    truncated: false,
    extras: { arm: stateSamples(load, step, vector) },
  };
}

/** State messages between two steps. */
function stateSamples({ stepHz, stateHz }: Load, step: number, value: number[]): Sample[] {
  const first = Math.floor((step * stateHz) / stepHz);
  const end = Math.floor(((step + 1) * stateHz) / stepHz);
  return Array.from({ length: end - first }, (_, index) => {
    const stampNs = BigInt(Math.round(((first + index) * 1e9) / stateHz));
    return { stampNs, receivedNs: stampNs + 1_000_000n, value };
  });
}
