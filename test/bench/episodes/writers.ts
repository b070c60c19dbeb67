import { execFileSync } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { McapWriter } from '@mcap/core';
import { FileHandleWritable } from '@mcap/nodejs';
import type { Dataset } from '../../../datasets/dataset.ts';
import { EpisodeWriter } from '../../../datasets/episode/writer.ts';
import { cameraNames, END, framePool, HEAVY, headOf, rowOf } from './rows.ts';

/** Every writer gets the same rows from memory, and forces them to disk on a beat and at the end. */
export interface Writer {
  name: string;
  /** @returns seconds that it took to write so many steps. */
  write(steps: number): Promise<number>;
}

const SYNC_MS = 1000;
/** The raw writer does what ours does to the disk, and nothing else: its beat is the same. */
const RAW_SYNC_MS = 250;
const ROWS_PER_BATCH = 2;
/** What may wait in memory before the source is held: as a robot at this rate would fill in a second. */
const AHEAD_BYTES = 32 * 2 ** 20;

const pool = framePool(HEAVY);

function frameOf(step: number, camera: number): Uint8Array {
  return pool[(step * HEAVY.cameras + camera) % pool.length]!;
}

export function retraceWriter(dataset: Dataset): Writer {
  return {
    name: 'retrace',
    async write(steps) {
      const head = headOf(HEAVY);
      const startMs = performance.now();
      const writer = await EpisodeWriter.create(dataset, head);
      let appendedBytes = 0;
      for (let step = 0; step <= steps; step += 1) {
        writer.append(rowOf(head, HEAVY, step, step === steps, (camera) => frameOf(step, camera)));
        appendedBytes += HEAVY.cameras * HEAVY.frameBytes;
        while (appendedBytes - writer.bytesWritten > AHEAD_BYTES) await sleep(1);
      }
      await writer.seal(END);
      return secondsSince(startMs);
    },
  };
}

/** The least that a program must do for the same safety: the frames' bytes, and nothing about them. */
export function rawWriter(folder: string): Writer {
  return {
    name: 'raw writev',
    async write(steps) {
      const startMs = performance.now();
      const file = await open(join(folder, 'raw.bin'), 'w');
      const stopSyncing = syncEach(RAW_SYNC_MS, file);
      let position = 0;
      for (let step = 0; step <= steps; step += ROWS_PER_BATCH) {
        const chunks = Array.from({ length: ROWS_PER_BATCH * HEAVY.cameras }, (_, i) => frameOf(step, i));
        position += (await file.writev(chunks, position)).bytesWritten;
      }
      await stopSyncing();
      await file.datasync();
      await file.close();
      return secondsSince(startMs);
    },
  };
}

export function mcapWriter(folder: string): Writer {
  return {
    name: '@mcap/core',
    async write(steps) {
      const head = headOf(HEAVY);
      const names = [...cameraNames(HEAVY), 'arm'];
      const startMs = performance.now();
      const file = await open(join(folder, 'bench.mcap'), 'w');
      const stopSyncing = syncEach(SYNC_MS, file);
      const writer = new McapWriter({ writable: new FileHandleWritable(file) });
      await writer.start({ profile: '', library: 'bench' });
      const schemaId = await writer.registerSchema({ name: 'bytes', encoding: '', data: new Uint8Array() });
      const channelIds: number[] = [];
      for (const topic of names) {
        const channel = { topic, schemaId, messageEncoding: 'bytes', metadata: new Map() };
        channelIds.push(await writer.registerChannel(channel));
      }
      const add = (stream: number, sequence: number, timeNs: bigint, data: Uint8Array) =>
        writer.addMessage({
          channelId: channelIds[stream]!,
          sequence,
          logTime: timeNs,
          publishTime: timeNs,
          data,
        });
      for (let step = 0; step <= steps; step += 1) {
        const row = rowOf(head, HEAVY, step, step === steps, (camera) => frameOf(step, camera));
        for (let camera = 0; camera < HEAVY.cameras; camera += 1) {
          await add(camera, step, row.timeNs, row.images[names[camera]!]!);
        }
        for (const { stampNs, value } of row.extras.arm!) {
          const data = new Uint8Array(Float64Array.from(value as number[]).buffer);
          await add(HEAVY.cameras, step, stampNs < 0n ? 0n : stampNs, data);
        }
      }
      await writer.end();
      await stopSyncing();
      await file.datasync();
      await file.close();
      return secondsSince(startMs);
    },
  };
}

/** pyarrow's IPC file writer in a process of its own; it measures itself, without Python's start. */
export function pyarrowWriter(folder: string, python: string): Writer {
  const program = join(import.meta.dirname, 'pyarrow_writer.py');
  return {
    name: 'pyarrow',
    async write(steps) {
      const { cameras, frameBytes, stepHz, stateHz } = HEAVY;
      const sizes = [steps + 1, cameras, frameBytes, stepHz, stateHz, ROWS_PER_BATCH].map(String);
      return Number(
        execFileSync(python, [program, join(folder, 'pyarrow.arrow'), ...sizes], { encoding: 'utf8' }),
      );
    },
  };
}

function syncEach(periodMs: number, file: FileHandle): () => Promise<void> {
  let syncing: Promise<void> | null = null;
  const beat = setInterval(() => {
    syncing ??= file.datasync().finally(() => {
      syncing = null;
    });
  }, periodMs);
  return async () => {
    clearInterval(beat);
    await syncing;
  };
}

function secondsSince(startMs: number): number {
  return (performance.now() - startMs) / 1000;
}
