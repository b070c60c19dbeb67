import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import type { RosMessage } from './bridge.ts';
import type { EncodedImage, EncoderAnswer } from './image-encoder.worker.ts';
import { readRawImage } from './raw-image.ts';

/** What a busy computer may be late: a quarter of a second at 30 Hz. More would only grow older. */
const MAX_UNDER_WAY = 8;
/** One frame that was dropped says so for this long: who looks shall see it. */
const OVERLOADED_MS = 5000;

type Done = (encoded: EncodedImage) => void;

/**
 * Makes JPEGs of one camera's raw frames, and PNGs of its depth, on a thread of its own: neither the control
 * loop nor another camera waits for it. Frames come back in order; those that it has no time for are dropped
 * and counted.
 */
export class ImageEncoder {
  readonly #encoding: 'jpeg' | 'png';
  readonly #underWay: Done[] = [];
  readonly #rooms: Uint8Array<ArrayBuffer>[] = [];
  #worker: Worker | null;
  #dropped = 0;
  #droppedAtMs = Number.NEGATIVE_INFINITY;

  constructor(encoding: 'jpeg' | 'png') {
    this.#encoding = encoding;
    // Before the first frame: it would come too late for the first few.
    this.#worker = this.#start();
  }

  /** Frames for which there was no time. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Frames were dropped in the last 5 s. */
  get isOverloaded(): boolean {
    return performance.now() - this.#droppedAtMs < OVERLOADED_MS;
  }

  /**
   * @param message a `sensor_msgs/Image`; it is not kept
   * @param done called with the bytes, or with why there are none; never for a frame that was dropped
   * @throws AppError `invalid-input` for a picture that cannot be encoded as the profile says
   */
  encode(message: RosMessage, done: Done): void {
    if (this.#underWay.length === MAX_UNDER_WAY) {
      this.#dropped += 1;
      this.#droppedAtMs = performance.now();
      return;
    }
    const image = readRawImage(message, this.#rooms.pop());
    const expected = image.layout === 'gray16' ? 'png' : 'jpeg';
    if (expected !== this.#encoding) {
      const found = `"${String(message.encoding)}", which becomes ${expected}`;
      throw new AppError('invalid-input', `expected pictures for ${this.#encoding}, found ${found}`);
    }
    this.#underWay.push(done);
    this.#worker ??= this.#start();
    this.#worker.postMessage(image, [image.pixels.buffer]);
  }

  async close(): Promise<void> {
    this.#underWay.length = 0;
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./image-encoder.worker.ts', import.meta.url));
    worker.on('message', ({ encoded, room }: EncoderAnswer) => {
      this.#rooms.push(room);
      this.#underWay.shift()?.(encoded);
    });
    worker.on('error', (cause) => {
      this.#worker = null;
      const lost = this.#underWay.splice(0);
      for (const done of lost) done({ error: `the encoder crashed: ${cause.message}` });
    });
    return worker;
  }
}
