import { execFileSync } from 'node:child_process';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { tempDataset } from '../test/builders/temp-dataset.ts';
import type { Dataset } from './dataset.ts';
import { acquireLock } from './lock.ts';

const path = (dataset: Dataset) => join(dataset.path, 'station.lock');

/** The id of a process that was, and is no more. */
function deadPid(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
}

async function leaveLock(dataset: Dataset, holder: object): Promise<void> {
  const whole = {
    name: 'station B',
    pid: process.ppid,
    host: hostname(),
    sinceMs: Date.now(),
    token: 't',
    ...holder,
  };
  await writeFile(path(dataset), JSON.stringify(whole));
}

test('one at a time', async () => {
  const dataset = await tempDataset();
  const lock = await acquireLock(dataset, 'station A');
  const holder = new RegExp(`in use by station A \\(process ${process.pid} on ${hostname()}\\)`);
  await expect(acquireLock(dataset, 'station B')).rejects.toThrow(holder);
  await lock.release();
  const next = await acquireLock(dataset, 'station B');
  // The first one has nothing left to release.
  await lock.release();
  await expect(acquireLock(dataset, 'station C')).rejects.toMatchObject({ code: 'not-allowed' });
  await next.release();
  expect(await readdir(dataset.path)).not.toContain('station.lock');
});

test('of many at once exactly one succeeds', async () => {
  const dataset = await tempDataset();
  await leaveLock(dataset, { pid: deadPid() });
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(dataset, 'station')));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a lock is not older than the computer because its date was set', async () => {
  const dataset = await tempDataset();
  const lock = await acquireLock(dataset, 'station A');
  const holder = JSON.parse(await readFile(path(dataset), 'utf8'));
  await leaveLock(dataset, { ...holder, pid: process.ppid, token: 'of another process' });
  for (const date of ['2100-01-01', '2001-01-01']) {
    vi.setSystemTime(date);
    await expect(acquireLock(dataset, 'station B')).rejects.toMatchObject({ code: 'not-allowed' });
  }
  vi.useRealTimers();
  await lock.release();
});

test.each([
  ['of a dead process', () => ({ pid: deadPid() })],
  ['of an earlier process with this id', () => ({ pid: process.pid })],
  ['from before the computer started', () => ({ sinceMs: 1_000_000 })],
])('a lock %s is taken over', async (_, holder) => {
  const dataset = await tempDataset();
  await leaveLock(dataset, holder());
  const lock = await acquireLock(dataset, 'station A');
  expect(JSON.parse(await readFile(path(dataset), 'utf8'))).toMatchObject({
    name: 'station A',
    pid: process.pid,
  });
  await lock.release();
});

test.each([
  ['a living process', {}],
  ['another computer', { host: 'other-host', pid: 1 }],
])('a lock of %s holds', async (_, holder) => {
  const dataset = await tempDataset();
  await leaveLock(dataset, holder);
  await expect(acquireLock(dataset, 'station A')).rejects.toThrow('in use by station B');
});

test('a lock without text is that of a start that is under way, or of a crash', async () => {
  const dataset = await tempDataset();
  await writeFile(path(dataset), '');
  await expect(acquireLock(dataset, 'station A')).rejects.toThrow('just being taken');
  const minuteAgo = Date.now() / 1000 - 60;
  await utimes(path(dataset), minuteAgo, minuteAgo);
  await (await acquireLock(dataset, 'station A')).release();
});
