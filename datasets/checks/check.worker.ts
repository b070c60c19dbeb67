import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorValue } from '../../core/errors.ts';
import type { WorkerReply } from '../threads/worker-pool.ts';
import type { CheckJob, CheckWorkerData } from './check-pool.ts';
import { runEpisodeChecks, runPeerChecks } from './run-checks.ts';

const { dataset, paused } = workerData as CheckWorkerData;
const flag = new Int32Array(paused);

// On Linux this is of this thread alone; elsewhere it would be of the whole process, recording included.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);

/** Stands still while an episode is recorded, between two pictures. */
function breathe(): void {
  Atomics.wait(flag, 0, 1);
}

parentPort!.on('message', async (job: CheckJob) => {
  parentPort!.postMessage(await run(job));
});

async function run({ id, peers }: CheckJob): Promise<WorkerReply<null>> {
  try {
    breathe();
    if (peers === null) await runEpisodeChecks(dataset, id, breathe);
    else await runPeerChecks(dataset, id, peers, breathe);
    return { value: null };
  } catch (error) {
    return { error: toErrorValue(error) };
  }
}
