import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorValue } from '../core/errors.ts';
import type { LookNews, LookTask } from './dataset-look.ts';
import { lookThrough } from './look-through.ts';

/** Seldom enough to cost nothing, often enough for a number that moves. */
const TELL_EVERY = 500;

const { dataset, names } = workerData as LookTask;

// On Linux this is of this thread alone; elsewhere it would be of the whole process, recording included.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);

try {
  const found = await lookThrough(dataset, names, (done) => {
    if (done % TELL_EVERY === 0) tell({ done });
  });
  tell({ found });
} catch (error) {
  tell({ error: toErrorValue(error) });
}

function tell(news: LookNews): void {
  parentPort!.postMessage(news);
}
