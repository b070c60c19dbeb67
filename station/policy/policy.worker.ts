import { parentPort, workerData } from 'node:worker_threads';
import jpeg from '@julusian/jpeg-turbo';
import { messageOf } from '../../core/errors.ts';
import { Shrinker } from '../../core/shrink.ts';
import { openPolicy } from './policy.ts';
import type { PolicyAnswer, PolicyQuestion } from './policy-thread.ts';

const policy = await openPolicy(workerData as string);
const { cameras } = policy.description.observation;
/** By the size of the camera's own picture and the policy's; all cameras mostly share one. */
const shrinkers = new Map<string, Shrinker>();

parentPort!.on('message', ({ state, frames }: PolicyQuestion) => {
  look(state, frames)
    .then((action): PolicyAnswer => ({ action }))
    .catch((error: unknown): PolicyAnswer => ({ error: messageOf(error) }))
    .then((answer) => parentPort!.postMessage(answer));
});
parentPort!.postMessage({ action: [] } satisfies PolicyAnswer);

async function look(state: number[], frames: Uint8Array[]): Promise<number[]> {
  return policy.act(
    state,
    frames.map((frame, index) => small(frame, cameras[index]!.widthPx)),
  );
}

/** As training made pictures small: by the mean over the area of each pixel. */
function small(frame: Uint8Array, sizePx: number): Uint8Array {
  const { data, width, height } = jpeg.decompressSync(Buffer.from(frame), { format: jpeg.FORMAT_RGBX });
  const key = `${width} ${height} ${sizePx}`;
  const shrinker = shrinkers.get(key) ?? new Shrinker(width, height, sizePx);
  shrinkers.set(key, shrinker);
  return shrinker.shrink(new Int32Array(new Uint8Array(data).buffer, 0, width * height));
}
