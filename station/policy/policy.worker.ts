import { parentPort, workerData } from 'node:worker_threads';
import jpeg from '@julusian/jpeg-turbo';
import { messageOf } from '../../core/errors.ts';
import { Shrinker } from '../../core/shrink.ts';
import { openPolicy } from './policy.ts';
import type { PolicyAnswer, PolicyQuestion } from './policy-thread.ts';

/** By the size of the camera's own picture and the policy's; all cameras mostly share one. */
const shrinkers = new Map<string, Shrinker>();

type Picture = { pixels: Int32Array; width: number; height: number };
const ready = prepare(workerData as string);

reply(ready.then((): PolicyAnswer => ({ actions: [] })));
parentPort!.on('message', (question: PolicyQuestion | null) => {
  if (question === null) parentPort!.close();
  else reply(ready.then((look) => look(question)));
});

/** A model that answers wrongly does so at once, and the first answer, which takes longest, is not the robot's. */
async function prepare(path: string): Promise<(question: PolicyQuestion) => Promise<PolicyAnswer>> {
  const policy = await openPolicy(path);
  const { state, cameras } = policy.description.observation;
  const black = cameras.map(({ widthPx, heightPx }) => new Uint8Array(widthPx * heightPx * 3));
  await policy.act(
    state.map(() => 0),
    black,
  );
  return async ({ state, frames }) => {
    const pictures: Uint8Array[] = [];
    for (const [index, { name, widthPx }] of cameras.entries()) {
      const picture = decode(frames[index]!);
      if (picture === null) return { blindBecause: `a picture of “${name}” cannot be decoded` };
      pictures.push(small(picture, widthPx));
    }
    return { actions: await policy.act(state, pictures) };
  };
}

function reply(answer: Promise<PolicyAnswer>): void {
  void answer
    .catch((error: unknown): PolicyAnswer => ({ error: messageOf(error) }))
    .then((message) => parentPort!.postMessage(message));
}

/** Null for a picture that was damaged on its way: the next one may be whole. */
function decode(frame: Uint8Array): Picture | null {
  try {
    const { data, width, height } = jpeg.decompressSync(Buffer.from(frame), { format: jpeg.FORMAT_RGBX });
    return { pixels: new Int32Array(new Uint8Array(data).buffer, 0, width * height), width, height };
  } catch {
    return null;
  }
}

/** As training made pictures small: by the mean over the area of each pixel. */
function small({ pixels, width, height }: Picture, sizePx: number): Uint8Array {
  const key = `${width} ${height} ${sizePx}`;
  const shrinker = shrinkers.get(key) ?? new Shrinker(width, height, sizePx);
  shrinkers.set(key, shrinker);
  return shrinker.shrink(pixels);
}
