import jpeg from '@julusian/jpeg-turbo';
import { v7 as uuidv7 } from 'uuid';
import { toMs } from '../../core/time.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { NewDataset } from '../../datasets/dataset-info.ts';
import type { EpisodeEnd, EpisodeHead, SealedManifest } from '../../datasets/episode/manifest.ts';
import type { Sample, Stamp, StepRow } from '../../datasets/episode/row.ts';
import { EpisodeWriter, type WriterOptions } from '../../datasets/episode/writer.ts';
import { foldEvents, type PhaseEvent } from '../../protocols/phases.ts';
import { endingOf } from '../../protocols/reward.ts';
import { shippedProtocols } from '../../protocols/shipped.ts';

const STEP_HZ = 30;
const STEP_NS = BigInt(Math.round(1e9 / STEP_HZ));
const STARTED_AT_WALL_NS = 1_790_000_000_000_000_000n;
const WIDTH_PX = 64;
const HEIGHT_PX = 48;

const protocol = shippedProtocols().find(({ name }) => name === 'visual-backtracking')!;

/** The dataset that built episodes fit into. */
export const BUILT_DATASET: NewDataset = {
  name: 'built',
  robotProfile: 'built-arm',
  cameras: ['front', 'wrist'],
};

/**
 * Episodes of a made-up arm, the same on every run but for their ids. They follow visual backtracking with
 * a second failure: recorded as failure, recovery, success, recovery, success, of which the first success
 * turned out to be a failure.
 */
export function buildHead(overrides: Partial<EpisodeHead> = {}): EpisodeHead {
  return {
    id: uuidv7(),
    sessionId: uuidv7(),
    operator: 'ada',
    task: 'fold the shirt',
    protocol: { name: protocol.name, version: protocol.version, definition: protocol },
    phases: protocol.phases.map(({ name }) => name),
    robotProfile: { name: BUILT_DATASET.robotProfile, definition: { joints: 3 } },
    cameras: BUILT_DATASET.cameras.map((name) => ({
      name,
      widthPx: WIDTH_PX,
      heightPx: HEIGHT_PX,
      encoding: 'jpeg',
    })),
    state: { names: ['x', 'y', 'z'], units: ['m', 'm', 'm'] },
    action: { names: ['vx', 'vy'], units: ['m/s', 'm/s'] },
    streams: ['front', 'wrist', 'arm'],
    extras: [
      { name: 'front', kind: 'image' },
      { name: 'arm', kind: 'vector', names: ['x', 'y', 'z'], units: ['m', 'm', 'm'] },
      { name: 'input', kind: 'text' },
      { name: 'events', kind: 'text' },
    ],
    stepHz: STEP_HZ,
    startedAtWallNs: STARTED_AT_WALL_NS,
    clock: 'simulated',
    software: { name: 'retrace', version: '0.0.0' },
    clockOffset: { offsetNs: -1_234_567_890_123_456_789n, errorNs: 250_000, method: 'minimum-delay' },
    ...overrides,
  };
}

export function timeOf(step: number): bigint {
  return BigInt(step) * STEP_NS;
}

/** The marks of an episode of this many steps, at equal distances. */
export function buildEvents(steps: number): PhaseEvent[] {
  const transitions = ['failed', 'recovered', 'failed-again', 'recovered', 'succeeded'];
  return transitions.map((transition, index) => {
    const step = Math.floor((steps * (index + 1)) / transitions.length);
    return { kind: 'mark', transition, atNs: Number(timeOf(step)) };
  });
}

/** Row `step` of an episode of `steps` steps; row `steps` is the final observation. */
export function buildRow(head: EpisodeHead, step: number, steps: number): StepRow {
  const timeNs = timeOf(step);
  const events = buildEvents(steps);
  const before = events.filter(({ atNs }) => atNs <= Number(timeNs));
  const { phase, attempt } = foldEvents(protocol, before, Number(timeNs));
  const ending = endingOf(protocol, 'success');
  const isLastStep = step === steps - 1;
  const isFinalRow = step === steps;
  const seconds = toMs(timeNs) / 1000;
  return {
    timeNs,
    wallNs: STARTED_AT_WALL_NS + timeNs,
    phase: phase.name,
    attempt,
    state: [Math.sin(seconds), Math.cos(seconds), step],
    images: Object.fromEntries(
      head.cameras.map(({ name }, camera) => [name, grayJpeg(grayOf(step, camera))]),
    ),
    stamps: Object.fromEntries(
      head.streams.map((stream, index) => [stream, stampOf(timeNs, stream, index, step)]),
    ),
    action: isFinalRow ? null : [Math.cos(seconds), -step],
    actionSource: isFinalRow ? null : 'script',
    reward: isLastStep ? ending.reward : 0,
    terminated: isLastStep && ending.isTerminated,
    truncated: isLastStep && ending.isTruncated,
    extras: {
      front: [sample(timeNs - STEP_NS / 2n, grayJpeg(grayOf(step, 0)))],
      arm: [
        sample(timeNs - 30_000_000n, [step, 0.1, 1 / 3]),
        sample(timeNs - 22_000_000n, [step, 0.2, 2 / 3]),
      ],
      input: step % 2 === 0 ? [text(timeNs, { device: 'keyboard', pressedCodes: ['KeyÄ'] })] : [],
      events: before
        .filter(({ atNs }) => atNs > Number(timeNs - STEP_NS))
        .map((event) => text(BigInt(event.atNs), event)),
    },
  };
}

export function buildEnd(steps: number, overrides: Partial<EpisodeEnd> = {}): EpisodeEnd {
  const events = buildEvents(steps);
  const { segments } = foldEvents(protocol, events, Number(timeOf(steps)));
  return { outcome: 'success', events, segments, findings: [], predicate: { isTrue: true }, ...overrides };
}

/** Write a whole episode of T = `steps` steps. */
export async function writeEpisode(
  dataset: Dataset,
  steps: number,
  { head = buildHead(), ...options }: WriterOptions & { head?: EpisodeHead } = {},
): Promise<SealedManifest> {
  const writer = await EpisodeWriter.create(dataset, head, options);
  for (let step = 0; step <= steps; step += 1) writer.append(buildRow(head, step, steps));
  return await writer.seal(buildEnd(steps));
}

/** Gray value of every pixel of a camera's image. */
export function grayOf(step: number, camera: number): number {
  // Never black: that would be a finding.
  return 40 + ((step * 3 + camera * 100) % 200);
}

function stampOf(timeNs: bigint, stream: string, index: number, step: number): Stamp | null {
  // The arm says nothing before the first step is over.
  if (stream === 'arm' && step === 0) return null;
  const stampNs = timeNs - BigInt(index + 1) * 5_000_000n;
  return { stampNs, receivedNs: stampNs + 2_000_000n };
}

function sample(stampNs: bigint, value: Sample['value']): Sample {
  return { stampNs, receivedNs: stampNs + 1_000_000n, value };
}

/** What the station itself notes arrives when it is made. */
function text(atNs: bigint, value: object): Sample {
  return { stampNs: atNs, receivedNs: atNs, value: JSON.stringify(value) };
}

const jpegs = new Map<number, Uint8Array>();

/** A picture of one gray, of the size that built cameras have. */
export function grayJpeg(gray: number): Uint8Array {
  const known = jpegs.get(gray);
  if (known !== undefined) return known;
  const made = jpeg.compressSync(Buffer.alloc(WIDTH_PX * HEIGHT_PX * 3, gray), {
    format: jpeg.FORMAT_RGB,
    width: WIDTH_PX,
    height: HEIGHT_PX,
    subsampling: jpeg.SAMP_420,
    quality: 90,
  });
  jpegs.set(gray, made);
  return made;
}
