import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tableFromIPC } from 'apache-arrow';
import { expect, onTestFinished, test, vi } from 'vitest';
import { buildEnd, buildHead, buildRow, timeOf, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import { createOnDisk, type Disk } from '../storage/append-file.ts';
import { COLUMNS, EPISODE_FILES } from './columns.ts';
import { EpisodeDataFile } from './data-file.ts';
import { readManifestFile } from './manifest-file.ts';
import { EpisodeWriter, type WriterOptions } from './writer.ts';

async function openWriter(options: WriterOptions = {}) {
  const dataset = await tempDataset();
  const head = buildHead();
  const writer = await EpisodeWriter.create(dataset, head, options);
  return { head, writer, dataPath: join(writer.folder, EPISODE_FILES.data) };
}

/** Rows of each batch that the file has now. */
async function batchRows(folder: string): Promise<number[]> {
  const { head } = await readManifestFile(folder);
  const data = await EpisodeDataFile.open(join(folder, EPISODE_FILES.data), head);
  onTestFinished(() => data.close());
  return data.batches.map(({ rows }) => rows);
}

/** A real file whose calls can be made to fail or to wait. */
function faultyDisk(faults: { writev?: () => Promise<void>; datasync?: () => Promise<void> }) {
  return async (path: string): Promise<Disk> => {
    const disk = await createOnDisk(path);
    return {
      writev: async (...args: Parameters<Disk['writev']>) => {
        await faults.writev?.();
        return await disk.writev(...args);
      },
      datasync: async () => {
        await faults.datasync?.();
        await disk.datasync();
      },
      close: () => disk.close(),
    } as Disk;
  };
}

function diskFull(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, writev'), { code: 'ENOSPC' });
}

test('another Arrow implementation path reads back what was appended', async () => {
  const dataset = await tempDataset();
  const head = buildHead();
  const manifest = await writeEpisode(dataset, 40, { head, limits: { batchBytes: 20_000 } });
  const bytes = await readFile(join(dataset.episodesPath, head.id, EPISODE_FILES.data));
  const table = tableFromIPC(bytes);
  expect(table.numRows).toBe(41);
  expect(table.batches.length).toBeGreaterThan(3);
  expect(manifest.counts).toEqual({
    rows: 41,
    steps: 40,
    extras: { front: 41, arm: 82, input: 21, events: 5 },
  });
  expect(manifest.file.bytes).toBe(bytes.byteLength);
  for (const step of [0, 1, 17, 40]) {
    const expected = buildRow(head, step, 40);
    const row = table.get(step)!;
    expect(row[COLUMNS.step]).toBe(step);
    expect(row[COLUMNS.timeNs]).toBe(expected.timeNs);
    expect(row[COLUMNS.phase]).toBe(expected.phase);
    expect(row[COLUMNS.attempt]).toBe(expected.attempt);
    expect([...row[COLUMNS.state]]).toEqual([...Float32Array.from(expected.state)]);
    expect(row[COLUMNS.action] && [...row[COLUMNS.action]]).toEqual(
      expected.action && [...Float32Array.from(expected.action)],
    );
    expect(row[COLUMNS.actionSource]).toBe(expected.actionSource);
    expect(row[COLUMNS.stampNs].toJSON().wrist).toBe(expected.stamps.wrist!.stampNs);
    expect(row[COLUMNS.stampNs].toJSON().arm).toBe(expected.stamps.arm?.stampNs ?? null);
    expect(Buffer.compare(row['observation.images.wrist'].bytes, expected.images.wrist!)).toBe(0);
    const arm = [...row['extra.arm']].map((sample) => [...sample.value]);
    expect(arm).toEqual(expected.extras.arm!.map(({ value }) => value));
    expect([...row['extra.input']].map((sample) => sample.value)).toEqual(
      expected.extras.input!.map(({ value }) => value),
    );
  }
});

test('the schema carries the head and the features that make columns images', async () => {
  const dataset = await tempDataset();
  const head = buildHead();
  await writeEpisode(dataset, 2, { head });
  const { schema } = tableFromIPC(await readFile(join(dataset.episodesPath, head.id, EPISODE_FILES.data)));
  const retrace = JSON.parse(schema.metadata.get('retrace')!);
  expect(retrace.format).toBe(1);
  expect(retrace.head.startedAtWallNs).toBe(String(head.startedAtWallNs));
  expect(retrace.head.protocol.definition).toEqual(head.protocol.definition);
  expect(JSON.parse(schema.metadata.get('huggingface')!).info.features).toEqual({
    'observation.images.front': { _type: 'Image' },
    'observation.images.wrist': { _type: 'Image' },
  });
  const state = schema.fields.find(({ name }) => name === COLUMNS.state)!;
  expect(JSON.parse(state.metadata.get('units')!)).toEqual(['m', 'm', 'm']);
});

test('T actions go with T + 1 observations', async () => {
  const { head, writer } = await openWriter();
  writer.append(buildRow(head, 0, 2));
  writer.append(buildRow(head, 1, 2));
  await expect(writer.seal(buildEnd(2))).rejects.toMatchObject({ code: 'invalid-input' });
  writer.append(buildRow(head, 2, 2));
  expect(() => writer.append(buildRow(head, 3, 4))).toThrow('ended the episode');
  const manifest = await writer.seal(buildEnd(2));
  expect(manifest.counts).toMatchObject({ rows: 3, steps: 2 });
  expect(manifest.durationNs).toBe(Number(timeOf(2)));
});

test('a batch goes out when it is big enough', async () => {
  const { head, writer } = await openWriter({ limits: { batchBytes: 10_000, batchMs: 60_000 } });
  for (let step = 0; step <= 60; step += 1) writer.append(buildRow(head, step, 60));
  await writer.seal(buildEnd(60));
  const rows = await batchRows(writer.folder);
  expect(rows.reduce((sum, count) => sum + count)).toBe(61);
  expect(Math.max(...rows)).toBeLessThan(10);
  expect(Math.min(...rows.slice(0, -1))).toBeGreaterThan(1);
});

test('a batch goes out after its time even when no row follows', async () => {
  const { head, writer } = await openWriter({ limits: { batchMs: 20 } });
  writer.append(buildRow(head, 0, 9));
  writer.append(buildRow(head, 1, 9));
  await vi.waitFor(async () => expect(await batchRows(writer.folder)).toEqual([2]));
});

test('durable time follows the sync, not the write', async () => {
  const sync = Promise.withResolvers<void>();
  let syncs = 0;
  const datasync = async () => {
    syncs += 1;
    // The first sync is that of the file's begin.
    if (syncs > 1) await sync.promise;
  };
  const { head, writer } = await openWriter({
    limits: { batchMs: 5, syncMs: 10 },
    createDisk: faultyDisk({ datasync }),
  });
  writer.append(buildRow(head, 0, 9));
  writer.append(buildRow(head, 1, 9));
  await vi.waitFor(async () => expect(await batchRows(writer.folder)).toEqual([2]));
  await vi.waitFor(() => expect(syncs).toBe(2));
  expect(writer.durableNs).toBe(0n);
  sync.resolve();
  await vi.waitFor(() => expect(writer.durableNs).toBe(timeOf(1)));
});

test('a full disk fails the writer once, and every call after with the same error', async () => {
  let isFull = false;
  const onFailure = vi.fn();
  const writev = async () => {
    if (isFull) throw diskFull();
  };
  const { head, writer } = await openWriter({
    onFailure,
    limits: { batchMs: 5, syncMs: 5 },
    createDisk: faultyDisk({ writev }),
  });
  writer.append(buildRow(head, 0, 9));
  await vi.waitFor(async () => expect(await batchRows(writer.folder)).toEqual([1]));
  isFull = true;
  writer.append(buildRow(head, 1, 9));
  await vi.waitFor(() => expect(onFailure).toHaveBeenCalledOnce());
  const failure = onFailure.mock.calls[0]![0];
  expect(failure).toMatchObject({ code: 'io', details: { systemCode: 'ENOSPC' } });
  expect(() => writer.append(buildRow(head, 2, 9))).toThrow(failure);
  await expect(writer.seal(buildEnd(9))).rejects.toBe(failure);
  expect((await readManifestFile(writer.folder)).state).toBe('recording');
});

test('a manifest never says sealed before the data are safe', async () => {
  let syncs = 0;
  const datasync = async () => {
    syncs += 1;
    if (syncs > 1) throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  };
  const { head, writer } = await openWriter({
    limits: { syncMs: 60_000 },
    createDisk: faultyDisk({ datasync }),
  });
  for (const step of [0, 1]) writer.append(buildRow(head, step, 1));
  await expect(writer.seal(buildEnd(1))).rejects.toMatchObject({
    code: 'io',
    details: { systemCode: 'EIO', durableNs: '0' },
  });
  expect((await readManifestFile(writer.folder)).state).toBe('recording');
});

test('rows are taken while the disk is slow, and what waits for it is known until it fails', async () => {
  const disk = Promise.withResolvers<void>();
  let isSlow = false;
  const writev = async () => {
    if (isSlow) await disk.promise;
  };
  const { head, writer } = await openWriter({
    limits: { batchBytes: 4_000 },
    createDisk: faultyDisk({ writev }),
  });
  isSlow = true;
  const waiting = Array.from({ length: 20 }, (_, step) => {
    writer.append(buildRow(head, step, 20));
    return writer.waitingBytes;
  });
  expect(waiting).toEqual([...waiting].sort((a, b) => a - b));
  expect(waiting.at(-1)).toBeGreaterThan(20_000);
  disk.reject(diskFull());
  await vi.waitFor(() => expect(writer.waitingBytes).toBe(0));
  expect(() => writer.append(buildRow(head, 20, 20))).toThrow('ENOSPC');
});

test('an abandoned writer has written what waited, and touches the file no more', async () => {
  const { head, writer, dataPath } = await openWriter({
    limits: { batchMs: 20 },
    createDisk: faultyDisk({ writev: () => sleep(50) }),
  });
  for (let step = 0; step < 5; step += 1) writer.append(buildRow(head, step, 9));
  await writer.abandon();
  const left = await readFile(dataPath);
  expect(await batchRows(writer.folder)).toEqual([5]);
  expect(() => writer.append(buildRow(head, 5, 9))).toThrow('sealed');
  await sleep(100);
  expect(await readFile(dataPath)).toEqual(left);
});

test('short writes are continued where they stopped', async () => {
  const dataset = await tempDataset();
  const createDisk = async (path: string): Promise<Disk> => {
    const disk = await createOnDisk(path);
    return {
      writev: (async (chunks: Uint8Array[], position: number) =>
        await disk.writev([chunks[0]!.subarray(0, 777)], position)) as Disk['writev'],
      datasync: () => disk.datasync(),
      close: () => disk.close(),
    };
  };
  const head = buildHead();
  const { file } = await writeEpisode(dataset, 20, { head, createDisk });
  const bytes = await readFile(join(dataset.episodesPath, head.id, EPISODE_FILES.data));
  expect(bytes.byteLength).toBe(file.bytes);
  expect(tableFromIPC(bytes).get(19)![COLUMNS.state].get(2)).toBe(19);
});

test('number buffers of the caller may be used again at once', async () => {
  const { head, writer, dataPath } = await openWriter();
  const state = new Float32Array(3);
  const action = new Float32Array(2);
  const value = new Float64Array(3);
  for (let step = 0; step <= 3; step += 1) {
    state.fill(step);
    action.fill(10 + step);
    value.fill(20 + step);
    const row = buildRow(head, step, 3);
    const arm = [{ stampNs: row.timeNs, receivedNs: row.timeNs, value }];
    writer.append({ ...row, state, action: row.action && action, extras: { arm } });
  }
  await writer.seal(buildEnd(3));
  const table = tableFromIPC(await readFile(dataPath));
  expect(table.toArray().map((row) => row[COLUMNS.state].get(0))).toEqual([0, 1, 2, 3]);
  expect(table.toArray().map((row) => row[COLUMNS.action]?.get(0) ?? null)).toEqual([10, 11, 12, null]);
  expect(table.toArray().map((row) => row['extra.arm'].get(0).value.get(0))).toEqual([20, 21, 22, 23]);
});

test.each([
  ['phase', { phase: 'dancing' }, '"dancing" is none of the episode\'s phases failure, recovery, success'],
  ['state', { state: [1, 2] }, 'state has 2 values, expected 3'],
  ['action', { action: [1] }, 'action has 1 values, expected 2'],
  ['source', { actionSource: null }, 'actionSource goes with an action'],
  ['image', { images: {} }, 'images.front is missing or empty'],
  ['stamp', { stamps: {} }, 'stamps.front is missing'],
  ['extra', { extras: { sonar: [] } }, 'extras.sonar is no stream'],
  [
    'extra length',
    { extras: { arm: [{ stampNs: 0n, receivedNs: 0n, value: [1] }] } },
    'extras.arm has 1 values',
  ],
  ['extra kind', { extras: { input: [{ stampNs: 0n, receivedNs: 0n, value: [1] }] } }, 'values of kind text'],
  ['time', { timeNs: -1n }, 'timeNs -1 does not come after the begin'],
])('a row with a wrong %s is refused and leaves no trace', async (_, wrong, message) => {
  const { head, writer } = await openWriter();
  expect(() => writer.append({ ...buildRow(head, 0, 1), ...wrong })).toThrow(message);
  expect(writer.rowsAppended).toBe(0);
  for (const step of [0, 1]) writer.append(buildRow(head, step, 1));
  expect((await writer.seal(buildEnd(1))).counts.rows).toBe(2);
});

test('time never stands still', async () => {
  const { head, writer } = await openWriter();
  writer.append(buildRow(head, 1, 9));
  expect(() => writer.append(buildRow(head, 1, 9))).toThrow('does not come after');
});

test('calls after seal throw', async () => {
  const { head, writer } = await openWriter();
  for (const step of [0, 1]) writer.append(buildRow(head, step, 1));
  const sealing = writer.seal(buildEnd(1));
  expect(() => writer.append(buildRow(head, 2, 9))).toThrow('sealed');
  await expect(writer.seal(buildEnd(1))).rejects.toMatchObject({ code: 'not-allowed' });
  await sealing;
  expect(writer.durableNs).toBe(timeOf(1));
});

test('an episode of another robot or other cameras is refused', async () => {
  const dataset = await tempDataset();
  const head = buildHead();
  const other = { ...head, robotProfile: { name: 'other-arm', definition: {} } };
  await expect(EpisodeWriter.create(dataset, other)).rejects.toMatchObject({ code: 'not-allowed' });
  const oneCamera = { ...head, cameras: head.cameras.slice(0, 1) };
  await expect(EpisodeWriter.create(dataset, oneCamera)).rejects.toThrow('with cameras front, wrist, not');
});

test('a wrong head is refused by the name of its field', async () => {
  const dataset = await tempDataset();
  const head = buildHead({ phases: ['a', 'a'], streams: ['front', 'wrist', 'left.arm'] });
  await expect(EpisodeWriter.create(dataset, head)).rejects.toThrow(/head\.phases.*head\.streams\[2\]/);
});

test('appending does not wait for a slow disk', async () => {
  const writev = async () => sleep(50);
  const { head, writer } = await openWriter({
    limits: { batchBytes: 1 },
    createDisk: faultyDisk({ writev }),
  });
  const begin = performance.now();
  for (let step = 0; step <= 5; step += 1) writer.append(buildRow(head, step, 5));
  expect(performance.now() - begin).toBeLessThan(50);
  await writer.seal(buildEnd(5));
  expect(await batchRows(writer.folder)).toEqual([1, 1, 1, 1, 1, 1]);
});
