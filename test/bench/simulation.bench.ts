import { once } from 'node:events';
import { WebSocket } from 'ws';
import { CameraRig } from '../../robots/simulation/rendering/camera-rig.ts';
import { operatorParametersSchema, ScriptedOperator } from '../../robots/simulation/scripted-operator.ts';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { TruthReader } from '../../robots/simulation/truth-reader.ts';
import { STEP_RATE_HZ, World } from '../../robots/simulation/world.ts';
import { timeFastProcess } from './fast-process.ts';
import { quantile, report } from './report.ts';

/**
 * How much faster than real time the simulated robot runs on one core, during scripted grasps.
 *
 * 1. The real thing: `retrace sim --fast` as a process, and a client at its socket that takes both cameras in
 *    CBOR, joint states and the truth, and drives. Simulated seconds by header stamps over wall seconds, the
 *    median of attempts; and the share of the images that came. True on an idle machine of two cores only.
 * 2. Its parts, in this process and without a socket: physics and cameras, physics alone, the longest pair of
 *    images, a reset. What runs in one thread is timed by the time that a core gave to it: on an idle machine
 *    that is the wall's, and on a busy one it is not the neighbours'. They still cost cache, so each figure is
 *    the best of several runs.
 * 3. A lockstep call over a socket within this process, by the wall, median.
 */
const RUNS = 5;
const SEEDS = [4, 7, 11];
const PROCESS_SEEDS = [...SEEDS, ...SEEDS, ...SEEDS];
const STEPS_PER_DECISION = STEP_RATE_HZ / 50;
const STEPS_PER_FRAME = STEP_RATE_HZ / 30;
const CALLS = 200;

const world = new World(0);
const cameras = new CameraRig(world);
const truths = new TruthReader(world);

interface Timing {
  ratio: number;
  longestFrameMs: number;
}

/** Of this thread. */
function coreMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Simulated over core seconds of a whole attempt each, and the longest time that both images took. */
function timeGrasps(hasCameras: boolean): Timing {
  let steps = 0;
  let spentMs = 0;
  let longestFrameMs = 0;
  for (const seed of SEEDS) {
    world.reset(seed);
    // The scene is painted at the first frame after a reset, and an attempt is what counts here.
    cameras.capture('front');
    const operator = new ScriptedOperator(operatorParametersSchema.parse({}), seed);
    const startMs = coreMs();
    for (let isOver = false; !isOver; ) {
      if (steps % STEPS_PER_DECISION === 0) isOver = decide(operator, steps);
      world.step();
      steps++;
      if (!hasCameras || steps % STEPS_PER_FRAME !== 0) continue;
      const frameMs = coreMs();
      cameras.capture('front');
      cameras.capture('wrist');
      longestFrameMs = Math.max(longestFrameMs, coreMs() - frameMs);
    }
    spentMs += coreMs() - startMs;
  }
  return { ratio: (steps / STEP_RATE_HZ) * (1000 / spentMs), longestFrameMs };
}

function decide(operator: ScriptedOperator, steps: number): boolean {
  const timeNs = BigInt(Math.round((steps * 1e9) / STEP_RATE_HZ));
  const decision = operator.update({ timeNs, truth: truths.read(), intent: 'succeed' });
  const { x, y, z, yaw } = decision.axes;
  world.setTwist(0.15 * x, 0.15 * y, 0.15 * z, 1.2 * yaw);
  world.setWidth(decision.isGripperClosed ? 0 : 0.08);
  return decision.isDone || decision.isFailed;
}

function timeReset(): number {
  const startMs = coreMs();
  for (const seed of SEEDS) {
    world.reset(seed);
    cameras.capture('front');
  }
  return (coreMs() - startMs) / SEEDS.length;
}

/** Median of a lockstep call of 20 ms with joint states and truth, over a real socket. */
async function timeLockstepCall(): Promise<number> {
  const simulation = await startSimulation({ port: 0, pace: 'lockstep', seed: 0 });
  const socket = new WebSocket(simulation.url);
  await once(socket, 'open');
  for (const topic of ['/joint_states', '/gripper/wrench', '/simulation/truth', '/clock']) {
    socket.send(JSON.stringify({ op: 'subscribe', topic }));
  }
  const call = JSON.stringify({
    op: 'call_service',
    service: '/simulation/advance',
    args: { duration_ms: 20 },
  });
  const timesMs: number[] = [];
  for (let i = 0; i < CALLS; i++) {
    const startMs = performance.now();
    const answered = new Promise<void>((resolve) => {
      socket.on('message', function receive(data) {
        if (!String(data).includes('service_response')) return;
        socket.off('message', receive);
        resolve();
      });
    });
    socket.send(call);
    await answered;
    timesMs.push(performance.now() - startMs);
  }
  socket.terminate();
  await simulation.close();
  return quantile(timesMs, 0.5);
}

const attempts = await timeFastProcess(PROCESS_SEEDS);
const graspRuns = Array.from({ length: RUNS }, () => timeGrasps(true));
const physicsRuns = Array.from({ length: RUNS }, () => timeGrasps(false));
const resetRuns = Array.from({ length: RUNS }, timeReset);

report([
  {
    name: 'retrace sim --fast with both cameras over its socket',
    value: quantile(
      attempts.map(({ ratio }) => ratio),
      0.5,
    ),
    unit: '× real time',
    target: { atLeast: 5 },
  },
  {
    name: 'images of it that came',
    value: quantile(
      attempts.map(({ imageShare }) => imageShare * 100),
      0.5,
    ),
    unit: '%',
    target: { atLeast: 99 },
  },
  {
    name: 'scripted grasps with both cameras',
    value: Math.max(...graspRuns.map(({ ratio }) => ratio)),
    unit: '× real time',
    target: { atLeast: 5 },
  },
  {
    name: 'scripted grasps without cameras',
    value: Math.max(...physicsRuns.map(({ ratio }) => ratio)),
    unit: '× real time',
    target: { atLeast: 12 },
  },
  {
    name: 'longest pair of images',
    value: Math.min(...graspRuns.map(({ longestFrameMs }) => longestFrameMs)),
    unit: 'ms',
    target: { atMost: 16 },
  },
  {
    name: 'reset with a new scene',
    value: Math.min(...resetRuns),
    unit: 'ms',
    target: { atMost: 400 },
  },
  {
    name: 'lockstep call of 20 ms without images',
    value: await timeLockstepCall(),
    unit: 'ms',
    target: { atMost: 4 },
  },
]);
