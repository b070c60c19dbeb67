import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { expect, it, onTestFinished, vi } from 'vitest';
import {
  type Downstream,
  downstreamSchema,
  type RequestResult,
  type Upstream,
} from '../../core/contract/messages.ts';
import { listEpisodes, openDataset } from '../../datasets/dataset.ts';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { type FromStation, fromStationSchema, type ToStation } from '../../station/desktop/shell-messages.ts';
import { tempFolder } from '../builders/temp-dataset.ts';

const ENTRY = new URL('../../station/desktop/seat.process.ts', import.meta.url).href;

/** The process that the desktop app starts, and what it has said. */
class Shell {
  readonly said: FromStation[] = [];
  readonly exit: Promise<number>;
  readonly #worker: Worker;

  constructor(dataset: string, profile: string) {
    this.#worker = new Worker(new URL('../support/utility-process.ts', import.meta.url), {
      argv: ['--dataset', dataset, '--resources', '/nowhere', '--profile', profile],
      workerData: { entry: ENTRY },
      stdout: true,
      stderr: true,
    });
    this.#worker.on('message', (message) => this.said.push(fromStationSchema.parse(message)));
    this.exit = once(this.#worker, 'exit').then(([code]) => code as number);
    onTestFinished(async () => {
      await this.#worker.terminate();
    });
  }

  tell(message: ToStation, ports: MessagePort[] = []): void {
    this.#worker.postMessage({ data: message, ports }, ports);
  }

  async until(type: FromStation['type'], facts: object = {}): Promise<void> {
    await vi.waitFor(
      () => expect(this.said).toContainEqual(expect.objectContaining({ type, ...facts })),
      20_000,
    );
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

it('seals what is open before a sleep and at the end, and says what it does', {
  timeout: 60_000,
}, async () => {
  const dataset = await tempFolder();
  const shell = new Shell(dataset, await simulatedProfile());
  await shell.until('ready', { dataset, recovered: 0 });
  await shell.until('heartbeat', { activity: 'idle' });

  const { port1, port2 } = new MessageChannel();
  const heard: Downstream[] = [];
  port2.on('message', (data) => {
    if (typeof data === 'string') heard.push(downstreamSchema.parse(JSON.parse(data)));
  });
  onTestFinished(() => port2.close());
  shell.tell({ type: 'screen' }, [port1]);
  const send = (message: Upstream): void => port2.postMessage(JSON.stringify(message));
  const until = (isWanted: (message: Downstream) => boolean): Promise<void> =>
    vi.waitFor(() => expect(heard.some(isWanted)).toBe(true), 20_000);

  send({
    type: 'request',
    id: 1,
    name: 'session.start',
    params: { operator: 'Ada', task: 'x', protocol: 'demonstration' },
  });
  await until((message) => message.type === 'snapshot' && message.snapshot.collect.status === 'ready');
  await shell.until('heartbeat', { activity: 'armed' });
  await until(
    (message) =>
      message.type === 'snapshot' &&
      message.snapshot.session !== null &&
      message.snapshot.collect.blockers.length === 0,
  );
  // On a busy machine a camera may be late just then: as an operator does, try again.
  let id = 2;
  const begin = async (): Promise<RequestResult> => {
    id += 1;
    send({ type: 'request', id, name: 'episode.begin', params: {} });
    await until((message) => message.type === 'response' && message.id === id);
    const answer = heard.find((message) => message.type === 'response' && message.id === id);
    return (answer as Extract<Downstream, { type: 'response' }>).result;
  };
  let began = await begin();
  for (let tries = 0; !began.ok && tries < 20; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    began = await begin();
  }
  expect(began).toMatchObject({ ok: true });
  await shell.until('heartbeat', { activity: 'recording' });

  shell.tell({ type: 'seal' });
  await shell.until('sealed');
  const { episodes } = await listEpisodes(await openDataset(dataset));
  expect(episodes).toMatchObject([{ outcome: 'aborted' }]);

  shell.tell({ type: 'close' });
  expect(await shell.exit).toBe(0);
});

it('says why it cannot begin, and ends', { timeout: 60_000 }, async () => {
  const shell = new Shell(await tempFolder(), '/nowhere/profile.json');
  await shell.until('refused', { message: expect.stringContaining('/nowhere/profile.json') });
  expect(await shell.exit).toBe(1);
});
