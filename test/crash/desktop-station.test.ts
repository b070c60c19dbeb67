import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { listEpisodes, openDataset } from '../../datasets/dataset.ts';
import { StationSupervisor } from '../../electron/main/station-supervisor.ts';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import type { Activity, FromStation } from '../../station/desktop/shell-messages.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { forkUtility, type UtilityProcess } from '../support/fork-utility.ts';
import { ScreenClient } from '../support/screen-client.ts';

/** As it is packaged: what `npm run build` has made of the station. */
const BUILT = join(import.meta.dirname, '../../out/station/station/desktop/seat.process.js');

const session = { operator: 'Ada', task: 'Pick up the shirt', protocol: 'demonstration' };

/** The desktop app without its window: the supervisor of the shell, and real processes. */
class Shell {
  readonly readies: Extract<FromStation, { type: 'ready' }>[] = [];
  readonly activities: (Activity | null)[] = [];
  readonly downs: string[] = [];
  readonly processes: UtilityProcess[] = [];
  readonly supervisor: StationSupervisor<MessagePort>;

  constructor(dataset: string, profile: string) {
    const args = ['--dataset', dataset, '--resources', '/nowhere', '--profile', profile];
    this.supervisor = new StationSupervisor({
      fork: (events) => {
        const process = forkUtility(BUILT, args, events);
        this.processes.push(process);
        return process;
      },
      onReady: (ready) => this.readies.push(ready),
      onActivity: (activity) => this.activities.push(activity),
      onBeat: () => {},
      onSilent: () => {},
      onDown: (cause) => this.downs.push(cause),
    });
    this.supervisor.start();
    onTestFinished(() => this.supervisor.close());
  }

  async untilReady(times: number): Promise<void> {
    const words = () => (this.readies.length >= times ? 'ready' : this.processes.at(-1)!.output);
    await expect.poll(words, { timeout: 30_000 }).toBe('ready');
  }

  /** A screen, as the page of the window is one. */
  screen(): ScreenClient {
    const { port1, port2 } = new MessageChannel();
    expect(this.supervisor.connect(port1)).toBe(true);
    return ScreenClient.over(port2);
  }

  get #newest(): UtilityProcess {
    return this.processes.at(-1)!;
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.#newest.pid, name);
  }
}

async function simulatedProfile(): Promise<string> {
  const simulation = await startSimulation({ port: 0, seed: 5, pace: 'real-time' });
  onTestFinished(() => simulation.close());
  const profile = JSON.parse(await readFile(SIMULATED_PROFILE, 'utf8'));
  const path = join(await tempFolder(), 'profile.json');
  await writeFile(path, JSON.stringify({ ...profile, bridge: { ...profile.bridge, url: simulation.url } }));
  return path;
}

/** On a busy machine a camera may be late just then: as an operator does, try again. */
async function begin(screen: ScreenClient): Promise<string> {
  await screen.until(({ session, collect }) => session !== null && collect.blockers.length === 0);
  for (let tries = 0; ; tries += 1) {
    try {
      return (await screen.request('episode.begin', {})).id;
    } catch (error) {
      if (tries === 20) throw error;
      await wait(500);
    }
  }
}

async function record(screen: ScreenClient): Promise<string> {
  await screen.request('session.start', session);
  return await begin(screen);
}

it('seals what is open before a sleep and at the end, and says what it does', async () => {
  const folder = await tempFolder();
  const shell = new Shell(folder, await simulatedProfile());
  await shell.untilReady(1);
  expect(shell.readies).toEqual([{ type: 'ready', dataset: folder, recovered: 0 }]);
  const screen = shell.screen();
  await screen.request('session.start', session);
  // The shell hears of it once a heartbeat.
  await expect.poll(() => shell.supervisor.activity).toBe('armed');
  await begin(screen);
  await expect.poll(() => shell.supervisor.activity).toBe('recording');
  await shell.supervisor.seal();
  const { episodes } = await listEpisodes(await openDataset(folder));
  expect(episodes).toMatchObject([{ state: 'sealed', outcome: 'aborted' }]);
  await shell.supervisor.close();
  expect(shell.activities.at(-1)).toBeNull();
  expect([shell.processes.length, shell.downs]).toEqual([1, []]);
});

it.each([
  ['killed', 'SIGKILL'],
  ['stopped, as one that hangs', 'SIGSTOP'],
] as const)(
  'is started again after it was %s; the episode is recovered, and the screen says so',
  async (_how, name) => {
    const folder = await tempFolder();
    const shell = new Shell(folder, await simulatedProfile());
    await shell.untilReady(1);
    const screen = shell.screen();
    const id = await record(screen);
    const shown = await screen.until(({ collect }) => (collect.episode?.elapsedMs ?? 0) > 2500);
    shell.signal(name);
    await shell.untilReady(2);
    expect(shell.readies[1]!.recovered).toBe(1);
    expect(shell.activities).toContain(null);

    const again = shell.screen();
    const { alerts } = await again.until(() => true);
    expect(alerts.find((alert) => alert.id === `recovered:${id}`)?.title).toBe(
      'An interrupted episode was recovered',
    );
    const { episodes } = await listEpisodes(await openDataset(folder));
    expect(episodes).toMatchObject([{ state: 'recovered', head: { id } }]);
    const { durationMs } = (await again.request('episodes.list', {})).episodes[0]!;
    expect(shown.collect.episode!.elapsedMs - durationMs).toBeLessThan(1000);
  },
);

it('records on without its window: one that freezes or goes away costs no row', async () => {
  const folder = await tempFolder();
  const shell = new Shell(folder, await simulatedProfile());
  await shell.untilReady(1);
  const screen = shell.screen();
  const id = await record(screen);
  // It asks for pictures and numbers, reads nothing any more, and is gone in the end.
  const { port1, port2 } = new MessageChannel();
  shell.supervisor.connect(port1);
  port2.postMessage(JSON.stringify({ type: 'telemetry', isWanted: true }));
  port2.postMessage(JSON.stringify({ type: 'credit', camera: 'front', frames: 2 }));
  await screen.until(({ collect }) => (collect.episode?.elapsedMs ?? 0) > 3000);
  port2.close();
  screen.close();
  await wait(1000);
  const other = shell.screen();
  const { collect } = await other.until(() => true);
  expect([collect.status, collect.episode?.id]).toEqual(['recording', id]);
  // Ten rows a second, on a busy machine some fewer; a station that waited for the page would have none of a second.
  expect(collect.episode!.steps).toBeGreaterThan((collect.episode!.elapsedMs / 1000) * 10 * 0.6);
});

it('says why it cannot begin, and is not tried again', async () => {
  const shell = new Shell(await tempFolder(), '/nowhere/profile.json');
  await expect
    .poll(() => shell.downs, { timeout: 20_000 })
    .toEqual([expect.stringContaining('/nowhere/profile.json')]);
  expect(shell.processes).toHaveLength(1);
});
