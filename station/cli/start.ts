import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { AppError } from '../../core/errors.ts';
import { SystemClock } from '../clocks.ts';
import { EpisodeLibrary } from '../episode-library.ts';
import { openSeat, readProfile } from '../seat.ts';
import { StationServer } from '../server/server.ts';
import { startSimulationProcess } from '../simulation-process.ts';
import { startTicker } from '../ticker.ts';
import { nonNegativeNumber, wholeNumber } from './numbers.ts';
import { RENDERER, SIMULATED_PROFILE } from './paths.ts';
import { showScreens } from './show-screens.ts';
import { untilAskedToEnd } from './signals.ts';

const SIMULATION_PORT = 9090;

interface StartOptions {
  dataset: string;
  profile?: string;
  port: number;
  diskReserve?: number;
}

export function startCommand(): Command {
  return new Command('start')
    .description('Run a station: serve the screens, record into a dataset, drive the robot.')
    .option('-d, --dataset <folder>', 'dataset to record into; made when it is not there', 'data/tshirt')
    .option('-p, --profile <file>', 'robot profile; without one the simulated robot is started')
    .option(
      '--port <number>',
      'port of the screens on 127.0.0.1; 0 takes a free one',
      wholeNumber(0, 65535),
      8720,
    )
    .option(
      '--disk-reserve <MB>',
      'of the dataset’s disk to keep free; by itself 512 MB, or ten minutes of recording',
      nonNegativeNumber,
    )
    .action(run);
}

async function run({ dataset, profile: profilePath, port, diskReserve }: StartOptions): Promise<void> {
  if (!existsSync(RENDERER)) {
    throw new AppError('not-found', `the screens are not built: run "npm run build" first (${RENDERER})`);
  }
  const simulation = profilePath === undefined ? await startSimulationProcess([], SIMULATION_PORT) : null;
  let isEnding = false;
  void simulation?.ended.then((how) => {
    if (isEnding) return;
    console.error(`The simulated robot has ended (${how}). Start Retrace again to have it back.`);
  });
  try {
    const profile = await readProfile(profilePath ?? SIMULATED_PROFILE, simulation?.url);
    const seat = await openSeat({
      datasetPath: dataset,
      profile,
      clock: new SystemClock(),
      clockKind: 'system',
      reserveBytes: diskReserve === undefined ? undefined : diskReserve * 1e6,
    });
    for (const { message } of seat.recovered) console.log(`Recovered: ${message}`);
    const episodes = new EpisodeLibrary(seat.dataset);
    const server = await StationServer.listen({
      station: seat.station,
      episodes,
      rendererPath: RENDERER,
      port,
    });
    const stopTicker = startTicker(profile.rates.commandHz, () => seat.station.tick());
    console.log(`${profile.title} · dataset ${seat.dataset.path}`);
    process.send?.({ address: server.address });
    const ending = new AbortController();
    await Promise.race([showScreens(server.address, ending.signal), untilAskedToEnd()]);
    ending.abort();
    stopTicker();
    await seat.close();
    await server.close();
    await episodes.close();
  } finally {
    isEnding = true;
    await simulation?.stop();
  }
}
