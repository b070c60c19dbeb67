import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';

/**
 * End a thread that runs ONNX Runtime, which closes its port when it is sent null. By itself, not by force:
 * ONNX Runtime aborts the whole process when it has an answer for a thread that was terminated.
 */
export async function endThread(worker: Worker): Promise<void> {
  // It has ended already.
  if (worker.threadId < 0) return;
  const ended = once(worker, 'exit');
  worker.postMessage(null);
  await ended;
}
