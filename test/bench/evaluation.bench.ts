import { shippedProtocols } from '../../protocols/shipped.ts';
import { operatorParametersSchema, ScriptedOperator } from '../../robots/simulation/scripted-operator.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { rollOut } from '../../station/headless/rollout.ts';
import { ScriptedPilot } from '../../station/headless/scripted-pilot.ts';
import { SimulatedRobot } from '../../station/headless/simulated-robot.ts';
import { openPolicy } from '../../station/policy/policy.ts';
import { readProfile } from '../../station/seat.ts';
import { type Figure, report } from './report.ts';

/**
 * How much faster than real time one core rolls out whole episodes with two pictures of 64 × 64 a step, a new
 * scene for each: scripted grasps, where the shirt moves and physics costs most. With a policy's file as
 * argument, also what one of its decisions takes. By the time that a core gave to this thread, best of several.
 */
const RUNS = 5;
const SEEDS = [4, 7, 11];
const DECISIONS = 200;

const robot = new SimulatedRobot(await readProfile(SIMULATED_PROFILE), 64);
const protocol = shippedProtocols().find(({ name }) => name === 'separate-episodes')!;

async function rolloutRatio(): Promise<number> {
  const before = process.threadCpuUsage();
  let simulatedMs = 0;
  for (const seed of SEEDS) {
    const pilot = new ScriptedPilot(new ScriptedOperator(operatorParametersSchema.parse({}), seed));
    const session = { sessionId: 'bench', operator: 'scripted', task: 'bench' };
    const { durationNs } = await rollOut({ robot, pilot, protocol, sceneSeed: seed, ...session });
    simulatedMs += Number(durationNs) / 1e6;
  }
  const { user, system } = process.threadCpuUsage(before);
  return simulatedMs / ((user + system) / 1000);
}

async function decisionMs(path: string): Promise<number> {
  const policy = await openPolicy(path);
  const { state, cameras } = policy.description.observation;
  const pictures = cameras.map(({ widthPx, heightPx }) => new Uint8Array(3 * widthPx * heightPx));
  const before = process.cpuUsage();
  for (let i = 0; i < DECISIONS; i += 1)
    await policy.act(
      state.map(() => 0),
      pictures,
    );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / DECISIONS;
}

const ratios: number[] = [];
for (let run = 0; run < RUNS; run += 1) ratios.push(await rolloutRatio());
const figures: Figure[] = [
  {
    name: 'rollouts at 64 × 64 in one thread',
    value: Math.max(...ratios),
    unit: '× real time',
    target: { atLeast: 10 },
  },
];
const [policyPath] = process.argv.slice(2);
if (policyPath !== undefined) {
  figures.push({
    name: 'one decision of the policy',
    value: await decisionMs(policyPath),
    unit: 'ms',
    target: { atMost: 5 },
  });
}
report(figures);
