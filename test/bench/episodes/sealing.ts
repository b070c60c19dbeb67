import { setTimeout as sleep } from 'node:timers/promises';
import type { Dataset } from '../../../datasets/dataset.ts';
import { EpisodeWriter } from '../../../datasets/episode/writer.ts';
import { END, framePool, headOf, type Load, rowOf } from './rows.ts';

/** The simulated robot's: two cameras, 640 × 480. */
const LOAD: Load = { cameras: 2, frameBytes: 75_000, stepHz: 30, stateHz: 500 };

/**
 * Half an hour of that has 8 GB, so its images are small here. What sealing could come to depend on is as
 * many as in the real one: rows, messages, and four batches a second.
 */
const SMALL_FRAME_BYTES = 1_000;

const BATCHES_PER_SECOND = 4;
const LAST_SECOND_STEPS = 30;
/** How much of the episode may be on its way to the disk: as much as memory would hold. */
const AHEAD_NS = 300_000_000_000n;

export const SEALING_LOAD = LOAD;

/**
 * Milliseconds from `seal` to its answer. All but the last second is written as fast as it goes and left to
 * reach the disk; the last second is recorded at the speed of the wall, as an operator's would be.
 */
export async function timeSeal(dataset: Dataset, seconds: number, hasSmallFrames: boolean): Promise<number> {
  const head = headOf(LOAD);
  const early: Load = hasSmallFrames ? { ...LOAD, frameBytes: SMALL_FRAME_BYTES } : LOAD;
  const earlyPool = framePool(early);
  const pool = framePool(LOAD);
  const bytesPerRow = early.cameras * early.frameBytes;
  const batchBytes = (bytesPerRow * LOAD.stepHz) / BATCHES_PER_SECOND;
  const limits = hasSmallFrames ? { batchBytes } : {};
  const writer = await EpisodeWriter.create(dataset, head, { limits });
  const steps = seconds * LOAD.stepHz;
  const append = (step: number, frames: Uint8Array[]): void =>
    writer.append(
      rowOf(head, LOAD, step, step === steps, (camera) => frames[(2 * step + camera) % frames.length]!),
    );
  const timeOf = (at: number): bigint => BigInt(Math.round((at * 1e9) / LOAD.stepHz));
  let step = 0;
  for (; step < steps - LAST_SECOND_STEPS; step += 1) {
    append(step, earlyPool);
    while (timeOf(step) - writer.durableNs > AHEAD_NS) await sleep(1);
  }
  while (writer.durableNs < timeOf(step - 1)) await sleep(10);
  const startMs = performance.now();
  for (let tick = 0; step <= steps; step += 1, tick += 1) {
    await sleep(Math.max(0, startMs + (tick * 1000) / LOAD.stepHz - performance.now()));
    append(step, pool);
  }
  const sealStartMs = performance.now();
  await writer.seal(END);
  return performance.now() - sealStartMs;
}
