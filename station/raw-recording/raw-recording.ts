import { Worker } from 'node:worker_threads';
import { isRawImage } from '../../robots/bridge/raw-image.ts';
import type { RawMessage, RawReply, RawRequest } from './raw-message.ts';

/** Messages go over in batches: each crossing costs the event loop some 50 µs. */
const BATCH_MS = 50;
/** What may wait for the thread; beyond it messages are left out and counted, since this file is an extra. */
const QUEUE_BYTES = 128 * 2 ** 20;
/** Of a message without bytes of an image; only bounds what waits. */
const SMALL_MESSAGE_BYTES = 1024;

export interface RawRecordingResult {
  messages: number;
  /** Left out because the disk or the thread did not follow. */
  dropped: number;
  /** Left out because they were not what their type says. */
  unusable: number;
  /** Why it ended early; null when it did not. */
  failure: string | null;
}

/**
 * Every message of every subscribed topic, as an MCAP file beside an episode. Encoded, compressed and written
 * by a thread of its own: the path to the episode never waits for it, and its failure costs nothing else.
 */
export class RawRecording {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #batch: RawMessage[] = [];
  #batchBytes = 0;
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #result: RawRecordingResult = { messages: 0, dropped: 0, unusable: 0, failure: null };

  /** @param path of a file that does not exist yet */
  constructor(path: string) {
    this.#worker = new Worker(new URL('./raw-recording.worker.ts', import.meta.url), {
      workerData: { path },
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.on('message', (reply: RawReply) => this.#receive(reply));
      this.#worker.on('error', (error) => {
        this.#result.failure ??= error.message;
      });
      this.#worker.on('exit', () => resolve());
    });
  }

  add(message: RawMessage): void {
    const bytes = sizeOf(message);
    if (this.#result.failure !== null || this.#waitingBytes + this.#batchBytes + bytes > QUEUE_BYTES) {
      this.#result.dropped += 1;
      return;
    }
    this.#batch.push(isRawImage(message.type) ? withOwnBytes(message) : message);
    this.#batchBytes += bytes;
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  /** Resolves once everything is on disk, or the thread has given up. */
  async finish(): Promise<RawRecordingResult> {
    this.#flush();
    this.#worker.postMessage({ kind: 'finish' } satisfies RawRequest);
    await this.#ended;
    return this.#result;
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#batch.length === 0) return;
    const request: RawRequest = { kind: 'messages', messages: this.#batch, bytes: this.#batchBytes };
    this.#waitingBytes += this.#batchBytes;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#worker.postMessage(request);
  }

  #receive(reply: RawReply): void {
    if (reply.kind === 'taken') this.#waitingBytes -= reply.bytes;
    else if (reply.kind === 'finished') {
      this.#result.messages = reply.messages;
      this.#result.unusable = reply.unusable;
    } else this.#result.failure = reply.message;
  }
}

function sizeOf({ message }: RawMessage): number {
  return message.data instanceof Uint8Array ? message.data.byteLength : SMALL_MESSAGE_BYTES;
}

/** A bridge may use the memory of raw pixels again as soon as it has handed them on. */
function withOwnBytes(message: RawMessage): RawMessage {
  const { data } = message.message;
  return data instanceof Uint8Array
    ? { ...message, message: { ...message.message, data: new Uint8Array(data) } }
    : message;
}
