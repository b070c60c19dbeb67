import { Command, Option } from 'commander';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { wholeNumber } from './numbers.ts';
import { leaveParent, untilAskedToEnd } from './signals.ts';

interface SimOptions {
  port: number;
  seed?: number;
  fast?: boolean;
  lockstep?: boolean;
}

export function simCommand(): Command {
  return new Command('sim')
    .description('Run the simulated T-shirt robot alone, behind a rosbridge v2 server on 127.0.0.1.')
    .option('--port <number>', 'port of the bridge; 0 takes a free one', wholeNumber(0, 65535), 9090)
    .option('--seed <number>', 'of the first scene; later ones follow from it', wholeNumber(0))
    .addOption(new Option('--fast', 'as fast as it goes, in simulated time').conflicts('lockstep'))
    .option('--lockstep', 'simulated time that only /simulation/advance moves')
    .action(run);
}

async function run({ port, seed, fast, lockstep }: SimOptions): Promise<void> {
  const pace = fast ? 'fast' : lockstep ? 'lockstep' : 'real-time';
  const simulation = await startSimulation({ port, seed, pace });
  console.log(`The simulated robot answers at ${simulation.url} (${pace}).`);
  // A station that started it waits for this.
  process.send?.({ url: simulation.url });
  await untilAskedToEnd();
  await simulation.close();
  leaveParent();
}
