/**
 * How fast training data are read on one core, in turns in one run: pictures decoded from episodes of 64 × 64,
 * LeRobot's own loader on their exported twin, and small pictures of large ones, decoded or from the cache.
 * Episodes of the simulated robot with two cameras. Needs PyTorch and LeRobot: those that `npm run test:python`
 * installs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../core/parse.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { freezeVersion } from '../../datasets/versions.ts';
import { shippedProtocols } from '../../protocols/shipped.ts';
import { operatorParametersSchema, ScriptedOperator } from '../../robots/simulation/scripted-operator.ts';
import { ensureLoaders } from '../../scripts/loader-environments.ts';
import { ensurePythonEnvironment } from '../../scripts/python-environment.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { rollOut, writeRollout } from '../../station/headless/rollout.ts';
import { ScriptedPilot } from '../../station/headless/scripted-pilot.ts';
import { SimulatedRobot } from '../../station/headless/simulated-robot.ts';
import { readProfile } from '../../station/seat.ts';
import { report } from './report.ts';

const SMALL = { episodes: 10, sizePx: 64 };
/** As large as operators' cameras, nearly: what the cache is for. */
const LARGE = { episodes: 2, sizePx: 480 };

/** Steps a second of one core; the ratio is of the two in the same round. */
const speedsSchema = z.strictObject({
  decodedPerS: z.number(),
  decodedLargePerS: z.number(),
  cachedPerS: z.number(),
  lerobotPerS: z.number(),
  cachedRatio: z.number(),
  lerobotRatio: z.number(),
});

const root = join(import.meta.dirname, '../..');
const folder = await mkdtemp(join(tmpdir(), 'retrace-training-'));
try {
  const python = ensureLoaders(root, ensurePythonEnvironment(root), 'torch');
  if (python === null)
    throw new Error('PyTorch and LeRobot cannot be installed here: see what pip said above');
  const dataset = join(folder, 'small');
  const large = join(folder, 'large');
  await collect(dataset, SMALL);
  await collect(large, LARGE);
  const twin = join(folder, 'lerobot');
  const line = ['export', dataset, '--version', 'v1', '--recipe', 'everything', '--to', 'lerobot-v3-images'];
  execFileSync(process.execPath, [join(root, 'bin/retrace.mjs'), ...line, '--out', twin], {
    stdio: 'ignore',
  });
  const script = join(import.meta.dirname, 'training/loading.py');
  const output = execFileSync(python, [script, dataset, twin, large], {
    env: { ...process.env, PYTHONPATH: join(root, 'trainers/src'), HF_HUB_OFFLINE: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const speeds = parseJson(speedsSchema, output.trim().split('\n').at(-1)!, script);
  console.log(
    `cached: ${Math.round(speeds.cachedPerS)} steps/s, LeRobot: ${Math.round(speeds.lerobotPerS)} steps/s`,
  );
  report([
    {
      name: 'decoded 64 × 64 steps of two cameras',
      value: speeds.decodedPerS,
      unit: 'steps/s a core',
      target: { atLeast: 3000 },
    },
    {
      name: 'small pictures of 480 × 480: cached ÷ decoded',
      value: speeds.cachedRatio,
      unit: '×',
      target: { atLeast: 20 },
    },
    { name: 'decoded ÷ LeRobot’s loader', value: speeds.lerobotRatio, unit: '×', target: { atLeast: 1 } },
  ]);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function collect(path: string, { episodes, sizePx }: typeof SMALL): Promise<void> {
  const robot = new SimulatedRobot(await readProfile(SIMULATED_PROFILE), sizePx);
  const protocol = shippedProtocols().find(({ name }) => name === 'separate-episodes')!;
  const cameras = robot.profile.cameras.map(({ name }) => name);
  const dataset = await openDataset(path, {
    create: { name: 'bench', robotProfile: robot.profile.name, cameras },
  });
  const ids: string[] = [];
  for (let seed = 0; seed < episodes; seed += 1) {
    const pilot = new ScriptedPilot(new ScriptedOperator(operatorParametersSchema.parse({}), seed));
    const session = { sessionId: 'bench', operator: 'scripted', task: 'bench' };
    const { head } = await writeRollout(
      dataset,
      await rollOut({ robot, pilot, protocol, sceneSeed: seed, ...session }),
    );
    ids.push(head.id);
  }
  await freezeVersion(dataset, { name: 'v1', by: 'bench', filter: {}, ids });
}
