import { parentPort, workerData } from 'node:worker_threads';
import { AppError, toErrorValue } from '../../core/errors.ts';
import { fromMs, toMs } from '../../core/time.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { shippedProtocols } from '../../protocols/shipped.ts';
import { ScriptedOperator } from '../../robots/simulation/scripted-operator.ts';
import { openPolicy } from '../policy/policy.ts';
import { readProfile } from '../seat.ts';
import { PolicyPilot } from './policy-pilot.ts';
import { type Pilot, rollOut, writeRollout } from './rollout.ts';
import type { RolloutJob, RolloutReply, RolloutResult, RolloutWorkerData } from './rollout-job.ts';
import { ScriptedPilot } from './scripted-pilot.ts';
import { SimulatedRobot } from './simulated-robot.ts';

const { profilePath, datasetPath, pictureSizePx, scenes, policyPath, limitMs } =
  workerData as RolloutWorkerData;

async function prepare(): Promise<(job: RolloutJob) => Promise<RolloutResult>> {
  const robot = new SimulatedRobot(await readProfile(profilePath), pictureSizePx, scenes);
  const dataset = await openDataset(datasetPath);
  const policy = policyPath === null ? null : await openPolicy(policyPath);
  const protocols = new Map(shippedProtocols().map((protocol) => [protocol.name, protocol]));
  const pilotOf = (job: RolloutJob): Pilot => {
    if (job.by === 'script') {
      return new ScriptedPilot(new ScriptedOperator(job.parameters, job.operatorSeed), job.intents);
    }
    if (policy === null) throw new AppError('internal', 'no policy was given');
    return new PolicyPilot(policy, robot.profile, fromMs(limitMs));
  };
  return async (job) => {
    const rollout = await rollOut({
      robot,
      pilot: pilotOf(job),
      protocol: protocols.get(job.protocol)!,
      sceneSeed: job.sceneSeed,
      sessionId: job.sessionId,
      operator: job.by === 'script' ? job.operator : 'policy',
      task: job.task,
    });
    const isKept = job.keeps === null || job.keeps.includes(rollout.outcome);
    if (isKept) await writeRollout(dataset, rollout);
    return {
      id: isKept ? rollout.head.id : null,
      outcome: rollout.outcome,
      durationMs: toMs(rollout.durationNs),
    };
  };
}

const ready = prepare();
// Whoever asks is told; a thread that nobody asks must not end the program.
ready.catch(() => {});
parentPort!.on('message', (job: RolloutJob | null) => {
  if (job === null) {
    parentPort!.close();
    return;
  }
  ready
    .then((make) => make(job))
    .then((result): RolloutReply => ({ result }))
    .catch((error: unknown): RolloutReply => ({ error: toErrorValue(error) }))
    .then((reply) => parentPort!.postMessage(reply));
});
