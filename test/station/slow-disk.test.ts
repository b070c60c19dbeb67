import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readManifest } from '../../datasets/dataset.ts';
import { BatchSink } from '../../datasets/episode/batch-sink.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import { verifyDataset } from '../../datasets/integrity/verify-dataset.ts';
import { AppendFile } from '../../datasets/storage/append-file.ts';
import { type LockstepSeat, lockstepSeat } from '../support/lockstep-seat.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Longer than a batch waits for more rows. */
const LONGER_THAN_A_BATCH_MS = 400;

let robot: LockstepSeat;
beforeEach(async () => {
  robot = await lockstepSeat(undefined, undefined, { recordsRawTopics: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const alert = () => robot.seat.station.snapshot().alerts.find(({ id }) => id === 'recording-failed');

/** Records a second, of which the disk takes nothing before it is told to. */
async function recordAhead(): Promise<{ id: string; letDiskGo: () => void }> {
  const { session } = robot.seat.station;
  session.start({ operator: 'Ada', task: 'Pick up the shirt', protocol: 'demonstration' });
  const { id } = await session.begin();
  const gate = Promise.withResolvers<void>();
  const append = AppendFile.prototype.append;
  vi.spyOn(AppendFile.prototype, 'append').mockImplementation(async function (this: AppendFile, chunks) {
    await gate.promise;
    await append.call(this, chunks);
  });
  await robot.run(1000);
  return { id, letDiskGo: gate.resolve };
}

/** As if this episode were of many large cameras. */
function fillQueue(): void {
  vi.spyOn(BatchSink.prototype, 'waitingBytes', 'get').mockReturnValue(300 * 2 ** 20);
}

const closed = () => vi.waitUntil(() => robot.seat.station.session.status !== 'recording', 10_000);

async function expectNoDamage(id: string): Promise<void> {
  const { dataset } = robot.seat;
  const looked: string[] = [];
  for await (const { name, damage } of verifyDataset(dataset)) {
    expect({ name, damage }).toEqual({ name: id, damage: [] });
    looked.push(name);
  }
  expect(looked).toEqual([id]);
}

it('ends the episode when the disk cannot follow, and keeps every row that waited for it', async () => {
  const { session } = robot.seat.station;
  const { id, letDiskGo } = await recordAhead();
  fillQueue();
  await robot.run(150);
  await pause(LONGER_THAN_A_BATCH_MS);
  expect(session.status).toBe('recording');
  letDiskGo();
  await closed();
  expect(session.status).toBe('review');
  expect(alert()?.cause).toMatch(/^the disk cannot follow: 300 MiB waited/);

  const reader = await openEpisode(join(robot.seat.dataset.episodesPath, id));
  const { truncated } = await reader.series();
  await reader.close();
  expect(reader.manifest).toMatchObject({ state: 'sealed', outcome: 'aborted' });
  expect(reader.manifest.counts.steps).toBeGreaterThanOrEqual(10);
  expect(truncated.at(-1)).toBe(1);
  expect(reader.manifest.findings.map(({ code }) => code)).not.toContain('raw-incomplete');
  await expectNoDamage(id);
});

it('stops writing before it recovers what could not be sealed', async () => {
  const { session } = robot.seat.station;
  const { id, letDiskGo } = await recordAhead();
  vi.spyOn(EpisodeWriter.prototype, 'seal').mockRejectedValueOnce(new Error('no seal'));
  const endRaw = vi.spyOn(robot.seat.station.link, 'setRawListener');
  session.abort();
  await robot.run(150);
  await pause(LONGER_THAN_A_BATCH_MS);
  letDiskGo();
  await closed();
  expect(endRaw).toHaveBeenCalledExactlyOnceWith(null);
  expect(alert()?.cause).toMatch(/^no seal\. .* are kept; 0 bytes behind them were incomplete\.$/);
  const manifest = await readManifest(robot.seat.dataset, id);
  expect(manifest).toMatchObject({ state: 'recovered', counts: { steps: expect.any(Number) } });
  await pause(LONGER_THAN_A_BATCH_MS);
  await expectNoDamage(id);
});

it('does not wait for ever for a disk that has died, nor touches what may still be written', async () => {
  const { session } = robot.seat.station;
  const { id, letDiskGo } = await recordAhead();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  fillQueue();
  await robot.run(150);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(session.status).toBe('recording');
  await vi.advanceTimersByTimeAsync(11_000);
  expect(session.status).toBe('ready');
  expect(alert()?.cause).toMatch(/^the disk has taken nothing for 60 s\. The episode is closed when/);
  vi.useRealTimers();

  // It was only asleep.
  letDiskGo();
  await vi.waitUntil(async () => (await readManifest(robot.seat.dataset, id)).state === 'sealed', 10_000);
  await expectNoDamage(id);
});
