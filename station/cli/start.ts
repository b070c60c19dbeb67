import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { AppError, messageOf } from '../../core/errors.ts';
import { SystemClock } from '../clocks.ts';
import { EpisodeLibrary } from '../episode-library.ts';
import { openSeat, readProfile } from '../seat.ts';
import { checkEndpoint, type Endpoint, isForThisComputer } from '../server/endpoint.ts';
import { StationServer } from '../server/server.ts';
import { startSimulationProcess } from '../simulation-process.ts';
import { startTicker } from '../ticker.ts';
import { nonNegativeNumber, wholeNumber } from './numbers.ts';
import { openDesktop } from './open-desktop.ts';
import { RENDERER, SIMULATED_PROFILE } from './paths.ts';
import { untilAskedToEnd } from './signals.ts';
import { tabletCode } from './tablet-code.ts';

const SIMULATION_PORT = 9090;
const SCREENS_PORT = 8720;

interface StartOptions {
  dataset: string;
  profile?: string;
  browser?: boolean;
  port?: number;
  diskReserve?: number;
  policy?: string;
  host: string;
  tlsCert?: string;
  tlsKey?: string;
  plain?: boolean;
}

export function startCommand(): Command {
  return new Command('start')
    .description('Run a station: show the screens, record into a dataset, drive the robot.')
    .option('-d, --dataset <folder>', 'dataset to record into; made when it is not there', 'data/tshirt')
    .option('-p, --profile <file>', 'robot profile; without one the simulated robot is started')
    .option('--browser', 'serve the screens to a browser, also where the desktop app could be opened')
    .option(
      '--port <number>',
      `port of the screens for a browser; 0 takes a free one (default: ${SCREENS_PORT})`,
      wholeNumber(0, 65535),
    )
    .option(
      '--host <address>',
      'serve other machines too, such as a tablet: 0.0.0.0 for every network',
      '127.0.0.1',
    )
    .option('--tls-cert <file>', 'certificate (PEM) for other machines')
    .option('--tls-key <file>', 'its key (PEM)')
    .option('--plain', 'other machines without TLS: everyone on the network can read along')
    .option(
      '--disk-reserve <MB>',
      'of the dataset’s disk to keep free; by itself 512 MB, or ten minutes of recording',
      nonNegativeNumber,
    )
    .option(
      '--policy <file>',
      'policy (ONNX) for sessions in the browser, beside those in the dataset’s folder "policies"',
    )
    .action(run);
}

async function run(options: StartOptions): Promise<void> {
  const endpoint = await endpointOf(options);
  if (!existsSync(RENDERER)) {
    throw new AppError('not-found', `the screens are not built: run "npm run build" first (${RENDERER})`);
  }
  const ending = new AbortController();
  void untilAskedToEnd().then(() => ending.abort());
  const { dataset, profile, diskReserve } = options;
  const fault = isServerAskedFor(options)
    ? 'as was asked for'
    : await openDesktop({ dataset, profile, diskReserveMb: diskReserve }, ending.signal);
  if (fault !== null && !ending.signal.aborted) await serve(options, endpoint, fault, ending.signal);
}

/** Only the browser's station has an address. */
function isServerAskedFor({ browser = false, port, host, policy }: StartOptions): boolean {
  return browser || policy !== undefined || port !== undefined || !isForThisComputer({ host });
}

/** @param whyBrowser in words, for the operator who might expect a window */
async function serve(
  { dataset, profile: profilePath, diskReserve, policy }: StartOptions,
  endpoint: Endpoint,
  whyBrowser: string,
  ending: AbortSignal,
): Promise<void> {
  const simulation = profilePath === undefined ? await startSimulationProcess([], SIMULATION_PORT) : null;
  let isEnding = false;
  void simulation?.ended.then((how) => {
    if (isEnding) return;
    console.error(`The simulated robot has ended (${how}). Start Retrace again to have it back.`);
  });
  try {
    const file = profilePath ?? SIMULATED_PROFILE;
    const profile = await readProfile(file, simulation?.url);
    const seat = await openSeat({
      datasetPath: dataset,
      profile,
      profilePath: file,
      clock: new SystemClock(),
      clockKind: 'system',
      reserveBytes: diskReserve === undefined ? undefined : diskReserve * 1e6,
      policyPath: policy,
    });
    for (const { message } of seat.recovered) console.log(`Recovered: ${message}`);
    const episodes = new EpisodeLibrary(seat.dataset);
    const server = await StationServer.listen({
      station: seat.station,
      episodes,
      rendererPath: RENDERER,
      ...endpoint,
    });
    const stopTicker = startTicker(profile.rates.commandHz, () => seat.station.tick());
    console.log(`${profile.title} · dataset ${seat.dataset.path}`);
    if (!isForThisComputer(endpoint)) console.log(await tabletCode(server.addressesForOthers));
    process.send?.({ address: server.address });
    console.log(`Retrace runs in the browser (${whyBrowser}). Open ${server.address}`);
    if (!ending.aborted) await once(ending, 'abort');
    stopTicker();
    await seat.close();
    await server.close();
    await episodes.close();
  } finally {
    isEnding = true;
    await simulation?.stop();
  }
}

async function endpointOf({
  host,
  port = SCREENS_PORT,
  tlsCert,
  tlsKey,
  plain = false,
}: StartOptions): Promise<Endpoint> {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new AppError('invalid-input', 'TLS needs both --tls-cert and --tls-key');
  }
  const tls =
    tlsCert === undefined || tlsKey === undefined
      ? null
      : { cert: await readPem(tlsCert), key: await readPem(tlsKey) };
  const endpoint = { host, port, tls };
  checkEndpoint(endpoint, plain);
  return endpoint;
}

async function readPem(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AppError('not-found', `the certificate or its key cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}
