import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDataset, readManifest } from '../../datasets/dataset.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

const session = { operator: 'Ada', task: 'Pick up the shirt', protocol: 'visual-backtracking' };

async function startStation(dataset: string): Promise<StationProcess> {
  const station = await StationProcess.start(dataset);
  onTestFinished(() => station.kill());
  return station;
}

it('recovers an episode after SIGKILL, loses less than a second of it, and says so', async () => {
  const folder = await tempFolder();
  const station = await startStation(folder);
  const screen = await ScreenClient.open(station.address);
  await screen.until(({ collect, bridge }) => collect.status === 'idle' && bridge.status === 'up');
  await screen.request('session.start', session);
  await screen.until(({ collect }) => collect.blockers.length === 0);
  const { id } = await screen.request('episode.begin', {});
  const driving = setInterval(
    () => screen.input({ device: 'keyboard', pressedCodes: ['ShiftLeft', 'KeyF'], isDeadManLatched: false }),
    50,
  );
  await screen.until(({ collect }) => (collect.episode?.elapsedMs ?? 0) > 1500);
  await screen.request('episode.mark', { transition: 'failed' });
  const last = await screen.until(({ collect }) => (collect.episode?.elapsedMs ?? 0) > 3500);
  clearInterval(driving);
  await station.kill();

  const again = await startStation(folder);
  expect(again.output).toContain('Recovered: ');
  const screenAgain = await ScreenClient.open(again.address);
  const { alerts } = await screenAgain.until(() => true);
  expect(alerts.find((alert) => alert.id === `recovered:${id}`)?.title).toBe(
    'An interrupted episode was recovered',
  );
  const { episodes } = await screenAgain.request('episodes.list', {});
  expect(episodes.map(({ id: listed, state }) => [listed, state])).toEqual([[id, 'recovered']]);
  const shown = last.collect.episode!;
  expect(shown.elapsedMs - episodes[0]!.durationMs).toBeLessThan(1000);
  expect(episodes[0]!.durationMs).toBeGreaterThanOrEqual(shown.durableMs);
  expect(episodes[0]!.segments.map(({ phase }) => phase)).toEqual(['failure', 'recovery']);
  expect(episodes[0]!.outcome).toBe('aborted');

  const dataset = await openDataset(folder);
  const manifest = await readManifest(dataset, id);
  const reader = await openEpisode(join(dataset.episodesPath, id));
  expect(manifest.state === 'recovered' && manifest.counts.rows).toBe(reader.rowCount);
  const frame = await reader.frame('wrist', reader.rowCount - 1);
  expect([...frame.subarray(0, 2)]).toEqual([0xff, 0xd8]);
  await reader.close();
  screenAgain.close();
  expect(await again.stop()).toBe(0);
});

it('seals the open episode when it is asked to end', async () => {
  const folder = await tempFolder();
  const station = await startStation(folder);
  const screen = await ScreenClient.open(station.address);
  await screen.request('session.start', session);
  await screen.until(({ collect }) => collect.status === 'ready' && collect.blockers.length === 0);
  const { id } = await screen.request('episode.begin', {});
  await screen.until(({ collect }) => (collect.episode?.elapsedMs ?? 0) > 800);
  expect(await station.stop()).toBe(0);
  const manifest = JSON.parse(await readFile(join(folder, 'episodes', id, 'episode.json'), 'utf8'));
  expect(manifest).toMatchObject({ state: 'sealed', outcome: 'aborted' });
  expect(await readdir(folder)).not.toContain('station.lock');
});

it('refuses a dataset that another station records into, by name', async () => {
  const folder = await tempFolder();
  await startStation(folder);
  await expect(StationProcess.start(folder)).rejects.toThrow(
    /in use by station of Simulated T-shirt robot \(process \d+ on /,
  );
});
