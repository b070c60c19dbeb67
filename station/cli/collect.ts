import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { formatClock } from '../../core/time.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { operatorParametersSchema, ScriptedOperator } from '../../robots/simulation/scripted-operator.ts';
import type { EndedEpisode } from '../collect/episode-run.ts';
import { collectHeadless } from '../headless/collect.ts';
import { lockstepPace, realTimePace } from '../headless/pace.ts';
import { ScriptedDriver } from '../headless/scripted-driver.ts';
import { openSeat, readProfile } from '../seat.ts';
import { startSimulationProcess } from '../simulation-process.ts';
import { nonNegativeNumber, wholeNumber } from './numbers.ts';
import { SIMULATED_PROFILE } from './paths.ts';
import { untilAskedToEnd } from './signals.ts';

interface CollectOptions {
  protocol: string;
  episodes: number;
  out: string;
  fast?: boolean;
  seed: number;
  task: string;
  reactionDelay?: number;
  tremor?: number;
  approachSpeed?: number;
  graspOffset?: number;
}

export function collectCommand(): Command {
  return new Command('collect')
    .description('Collect episodes on the simulated robot with the scripted operator, without a screen.')
    .option('--protocol <name>', 'shipped, or of the dataset’s protocols folder', 'visual-backtracking')
    .option('-n, --episodes <number>', 'how many', wholeNumber(1), 1)
    .option('-o, --out <folder>', 'dataset to record into; made when it is not there', 'data/tshirt')
    .option('--fast', 'in simulated time, as fast as it goes')
    .option('--seed <number>', 'of scenes and operator: the same seed gives the same run', wholeNumber(0), 0)
    .option('--task <text>', 'what the robot shall do', 'Pick up the T-shirt at the collar')
    .option('--reaction-delay <ms>', 'between seeing and acting', nonNegativeNumber)
    .option('--tremor <mm/s>', 'unsteadiness of the hand', nonNegativeNumber)
    .option('--approach-speed <m/s>', 'at which the hand comes near the shirt', nonNegativeNumber)
    .option('--grasp-offset <m>', 'standard deviation of where the grasp lands', nonNegativeNumber)
    .action(run);
}

async function run(options: CollectOptions): Promise<void> {
  const { fast = false, seed, out, protocol, episodes, task } = options;
  const pace = fast ? lockstepPace() : realTimePace();
  const simulation = await startSimulationProcess(
    ['--seed', String(seed), ...(fast ? ['--lockstep'] : [])],
    0,
  );
  const asked = new AbortController();
  void untilAskedToEnd().then(() => asked.abort());
  try {
    const profile = await readProfile(SIMULATED_PROFILE, simulation.url);
    let scene = seed;
    const seat = await openSeat({
      datasetPath: out,
      profile,
      clock: pace.clock,
      clockKind: pace.clockKind,
      nextSceneSeed: () => scene++,
    });
    const bar = new SingleBar({
      format: 'episode {value}/{total} |{bar}| {phase} {clock}',
      etaBuffer: 0,
      hideCursor: true,
      noTTYOutput: false,
    });
    try {
      for (const { message } of seat.recovered) console.log(`Recovered: ${message}`);
      const operator = new ScriptedOperator(
        operatorParametersSchema.parse(parametersOf(options, profile)),
        seed,
      );
      const startMs = performance.now();
      let recordedMs = 0;
      bar.start(episodes, 0, { phase: '', clock: '' });
      await collectHeadless({
        seat,
        pace,
        driver: new ScriptedDriver(seat.station, operator),
        protocol,
        operator: 'scripted',
        task,
        episodes,
        signal: asked.signal,
        onTick: ({ episode, phase, elapsedMs }) =>
          bar.update(episode, { phase, clock: formatClock(elapsedMs) }),
        onEpisode: (manifest) => {
          recordedMs += manifest.durationNs / 1e6;
          bar.increment();
          if (!process.stdout.isTTY) console.log(lineOf(manifest));
        },
      });
      bar.stop();
      // As shells say it of a program that was interrupted; what was collected is kept.
      if (asked.signal.aborted) process.exitCode = 130;
      const ratio = recordedMs / (performance.now() - startMs);
      console.log(
        `${formatClock(recordedMs)} of episodes in ${seat.dataset.path}, ${ratio.toFixed(1)} × real time`,
      );
    } finally {
      bar.stop();
      await seat.close();
    }
  } finally {
    await simulation.stop();
  }
}

function parametersOf(options: CollectOptions, { action }: RobotProfile): Record<string, number | undefined> {
  const maxSpeed = (axis: string): number | undefined =>
    action.find((value) => value.axis === axis)?.limits?.speed;
  return {
    reactionDelayMs: options.reactionDelay,
    tremorMmps: options.tremor,
    approachSpeedMps: options.approachSpeed,
    graspOffsetM: options.graspOffset,
    maxLinearMps: maxSpeed('right'),
    maxYawRadps: maxSpeed('yaw'),
  };
}

function lineOf({ head, outcome, segments, durationNs }: EndedEpisode): string {
  const phases = segments.map(({ phase }) => phase).join(' → ');
  return `${head.id}  ${outcome}  ${formatClock(durationNs / 1e6)}  ${phases}`;
}
