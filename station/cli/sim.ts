import { Command, InvalidArgumentError, Option } from 'commander';
import { readLatencyProfile } from '../../robots/latency-profile.ts';
import { QUIRK_NAMES, type QuirksName } from '../../robots/simulation/bridge/quirks.ts';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { wholeNumber } from './numbers.ts';
import { untilAskedToEnd } from './signals.ts';

interface SimOptions {
  port: number;
  seed?: number;
  fast?: boolean;
  lockstep?: boolean;
  latency: Record<string, Latency>;
  latencyProfile?: string;
  clockAhead: number;
  quirks?: QuirksName;
}

interface Latency {
  meanMs: number;
  stdMs: number;
}

export function simCommand(): Command {
  return new Command('sim')
    .description('Run the simulated T-shirt robot alone, behind a rosbridge v2 server on 127.0.0.1.')
    .option('--port <number>', 'port of the bridge; 0 takes a free one', wholeNumber(0, 65535), 9090)
    .option('--seed <number>', 'of the first scene; later ones follow from it', wholeNumber(0))
    .addOption(new Option('--fast', 'as fast as it goes, in simulated time').conflicts('lockstep'))
    .option('--lockstep', 'simulated time that only /simulation/advance moves')
    .option(
      '--latency <topic=mean,std>',
      'delay of a topic in ms, such as /joint_states=29,8.2; may be given several times',
      addLatency,
      {},
    )
    .option('--latency-profile <file>', 'delays as "retrace latency" measured them; --latency overrides')
    .option('--clock-ahead <ms>', "by how much the robot's clock is ahead of this computer's", Number, 0)
    .addOption(
      new Option('--quirks <server>', 'with the faults of this rosbridge server').choices(QUIRK_NAMES),
    )
    .action(run);
}

function addLatency(text: string, others: Record<string, Latency>): Record<string, Latency> {
  const match = /^(\/[^=]+)=([\d.]+),([\d.]+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('expected <topic>=<mean>,<standard deviation>');
  return { ...others, [match[1]!]: { meanMs: Number(match[2]), stdMs: Number(match[3]) } };
}

async function run({ port, seed, fast, lockstep, quirks, clockAhead, ...delays }: SimOptions): Promise<void> {
  const pace = fast ? 'fast' : lockstep ? 'lockstep' : 'real-time';
  const simulation = await startSimulation({
    port,
    seed,
    pace,
    quirks,
    clockAheadMs: clockAhead,
    latency: { ...(await measuredLatency(delays.latencyProfile)), ...delays.latency },
  });
  console.log(`The simulated robot answers at ${simulation.url} (${pace}).`);
  // A station that started it waits for this.
  process.send?.({ url: simulation.url });
  await untilAskedToEnd();
  await simulation.close();
}

async function measuredLatency(path: string | undefined): Promise<Record<string, Latency>> {
  if (path === undefined) return {};
  const { topics } = await readLatencyProfile(path);
  return Object.fromEntries(
    // A clock that was off by a little may have made a delay negative; nothing arrives before it was sent.
    Object.entries(topics).map(([topic, { meanMs, stdMs }]) => [
      topic,
      { meanMs: Math.max(0, meanMs), stdMs },
    ]),
  );
}
