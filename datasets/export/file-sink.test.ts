import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FileSink } from './file-sink.ts';

async function tempPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'retrace-sink-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'file');
}

test('chunks of any size come one after the other, and may be used again at once', async () => {
  const path = await tempPath();
  const sizes = [0, 1, 4096, 2 ** 18 - 1, 2, 2 ** 18, 2 ** 18 + 1, 3, 2 ** 22];
  const expected: Buffer[] = [];
  const memory = Buffer.alloc(2 ** 22);
  const sink = await FileSink.write(path, async (sink) => {
    // Beyond what is sent to the disk meanwhile.
    for (let round = 0; round < 9; round += 1) {
      for (const [index, size] of sizes.entries()) {
        const chunk = memory.subarray(0, size).fill(round * 16 + index);
        expected.push(Buffer.from(chunk));
        sink.write(chunk);
      }
    }
  });
  const all = Buffer.concat(expected);
  expect(sink.byteLength).toBe(all.byteLength);
  expect(Buffer.compare(await readFile(path), all)).toBe(0);
});

test('what goes wrong while a file is written is passed on', async () => {
  const failing = FileSink.write(await tempPath(), async (sink) => {
    sink.write(Uint8Array.of(1));
    throw new Error('the camera broke');
  });
  await expect(failing).rejects.toThrow('the camera broke');
  await expect(FileSink.write('/nowhere/file', async () => {})).rejects.toThrow('ENOENT');
});
