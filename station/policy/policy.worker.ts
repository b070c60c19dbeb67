import { parentPort, workerData } from 'node:worker_threads';
import jpeg from '@julusian/jpeg-turbo';
import { messageOf } from '../../core/errors.ts';
import { Shrinker } from '../../core/shrink.ts';
import { openPolicy } from './policy.ts';
import type { PolicyAnswer, PolicyQuestion } from './policy-thread.ts';

/** By the size of the camera's own picture and the policy's; all cameras mostly share one. */
const shrinkers = new Map<string, Shrinker>();
const ready = prepare(workerData as string);

reply(ready.then((): PolicyAnswer => ({ actions: [] })));
parentPort!.on('message', (question: PolicyQuestion) => {
  reply(ready.then((look) => look(question)).then((actions): PolicyAnswer => ({ actions })));
});

/** A model that answers wrongly does so at once, and the first answer, which takes longest, is not the robot's. */
async function prepare(path: string): Promise<(question: PolicyQuestion) => Promise<number[][]>> {
  const policy = await openPolicy(path);
  const { state, cameras } = policy.description.observation;
  const black = cameras.map(({ widthPx, heightPx }) => new Uint8Array(widthPx * heightPx * 3));
  await policy.act(
    state.map(() => 0),
    black,
  );
  return ({ state, frames }) =>
    policy.act(
      state,
      frames.map((frame, index) => small(frame, cameras[index]!.widthPx)),
    );
}

function reply(answer: Promise<PolicyAnswer>): void {
  void answer
    .catch((error: unknown): PolicyAnswer => ({ error: messageOf(error) }))
    .then((message) => parentPort!.postMessage(message));
}

/** As training made pictures small: by the mean over the area of each pixel. */
function small(frame: Uint8Array, sizePx: number): Uint8Array {
  const { data, width, height } = jpeg.decompressSync(Buffer.from(frame), { format: jpeg.FORMAT_RGBX });
  const key = `${width} ${height} ${sizePx}`;
  const shrinker = shrinkers.get(key) ?? new Shrinker(width, height, sizePx);
  shrinkers.set(key, shrinker);
  return shrinker.shrink(new Int32Array(new Uint8Array(data).buffer, 0, width * height));
}
