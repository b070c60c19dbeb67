import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dataset } from '../../../datasets/dataset.ts';
import { openEpisode } from '../../../datasets/episode/reader.ts';
import { EpisodeWriter } from '../../../datasets/episode/writer.ts';
import { quantile } from '../report.ts';
import { END, framePool, HEAVY, headOf, rowOf } from './rows.ts';

export interface RealTimeResult {
  folder: string;
  lost: number;
  delayP99Ms: number;
  coreShare: number;
  memorySpreadMb: number;
  sealMs: number;
  bytes: number;
}

const MEMORY_WARM_UP_SHARE = 0.1;
const SEQUENCE_BYTES = 4;

/**
 * Record the heavy load as it comes, at the speed of the wall, in this process: each frame is a buffer of
 * its own, as from a socket, and has its number in its first bytes. Then count what the file has of them.
 */
export async function recordInRealTime(dataset: Dataset, durationMs: number): Promise<RealTimeResult> {
  const head = headOf(HEAVY);
  const pool = framePool(HEAVY);
  const steps = Math.floor((durationMs / 1000) * HEAVY.stepHz);
  const frameOf = (step: number, camera: number): Uint8Array => {
    const sequence = step * HEAVY.cameras + camera;
    const frame = Buffer.from(pool[sequence % pool.length]!);
    frame.writeUInt32LE(sequence);
    return frame;
  };
  const writer = await EpisodeWriter.create(dataset, head);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const memoryMb: number[] = [];
  const watchMemory = setInterval(() => {
    if (performance.now() - startMs > MEMORY_WARM_UP_SHARE * durationMs)
      memoryMb.push(process.memoryUsage.rss() / 1e6);
  }, 500);
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  delay.enable();
  for (let step = 0; step <= steps; step += 1) {
    const dueMs = startMs + (step * 1000) / HEAVY.stepHz;
    await sleep(Math.max(0, dueMs - performance.now()));
    writer.append(rowOf(head, HEAVY, step, step === steps, (camera) => frameOf(step, camera)));
  }
  delay.disable();
  const cpu = process.cpuUsage(startCpu);
  const wallMs = performance.now() - startMs;
  clearInterval(watchMemory);
  const sealStartMs = performance.now();
  const { file } = await writer.seal(END);
  const sealMs = performance.now() - sealStartMs;
  const middleMb = quantile(memoryMb, 0.5);
  return {
    folder: join(dataset.episodesPath, head.id),
    lost: await countLost(join(dataset.episodesPath, head.id), steps + 1),
    delayP99Ms: delay.percentile(99) / 1e6,
    coreShare: (cpu.user + cpu.system) / 1000 / wallMs,
    memorySpreadMb: Math.max(...memoryMb.map((mb) => Math.abs(mb - middleMb))),
    sealMs,
    bytes: file.bytes,
  };
}

/** Frames and state messages that were handed over and are not in the file, in their place. */
async function countLost(folder: string, rows: number): Promise<number> {
  const reader = await openEpisode(folder);
  let lost = 0;
  for (let row = 0; row < rows; row += 1) {
    for (const [camera, { name }] of reader.manifest.head.cameras.entries()) {
      const frame = await reader.frame(name, row).catch(() => null);
      const isThere =
        frame?.byteLength === HEAVY.frameBytes &&
        Buffer.from(frame.buffer, 0, SEQUENCE_BYTES).readUInt32LE() === row * HEAVY.cameras + camera;
      if (!isThere) lost += 1;
    }
  }
  const states = Math.floor((rows * HEAVY.stateHz) / HEAVY.stepHz);
  let found = 0;
  for await (const _ of reader.extras('arm')) found += 1;
  await reader.close();
  return lost + Math.abs(states - found);
}
