import { encodePreview, PREVIEW_CREDITS } from '../../core/contract/preview.ts';
import { toMs } from '../../core/time.ts';
import type { Station } from '../station.ts';
import type { StreamSample } from '../stream.ts';

interface CameraFeed {
  credits: number;
  sequence: number;
  /** Newest frame that waits for a credit; older ones were skipped. */
  waiting: StreamSample<Uint8Array> | null;
}

/**
 * Sends one screen the newest frames it has room for. A slow screen skips frames; it never makes them late,
 * and never makes the station wait.
 */
export class PreviewFeed {
  readonly #station: Station;
  /** False when the screen has no room; the frame then waits, and its credit is kept. */
  readonly #send: (message: Uint8Array) => boolean;
  readonly #cameras: CameraFeed[];

  constructor(station: Station, send: (message: Uint8Array) => boolean) {
    this.#station = station;
    this.#send = send;
    this.#cameras = station.link.cameras.map(() => ({ credits: 0, sequence: 0, waiting: null }));
  }

  offer(cameraIndex: number, sample: StreamSample<Uint8Array>): void {
    const feed = this.#cameras[cameraIndex]!;
    feed.sequence += 1;
    feed.waiting = sample;
    this.#flush(cameraIndex);
  }

  addCredits(cameraName: string, frames: number): void {
    const index = this.#station.link.cameras.findIndex(({ name }) => name === cameraName);
    const feed = this.#cameras[index];
    if (feed === undefined) return;
    feed.credits = Math.min(PREVIEW_CREDITS, feed.credits + frames);
    this.#flush(index);
  }

  #flush(cameraIndex: number): void {
    const feed = this.#cameras[cameraIndex]!;
    if (feed.credits === 0 || feed.waiting === null) return;
    const { stampNs, value } = feed.waiting;
    const message = encodePreview({
      cameraIndex,
      sequence: feed.sequence,
      stampWallMs: toMs(this.#station.clock.wallNs(stampNs)),
      image: value,
    });
    if (!this.#send(message)) return;
    feed.credits -= 1;
    feed.waiting = null;
  }
}
