import { AppError } from '../../../core/errors.ts';

const LENGTH_BYTES = 4;

/** Cuts a TCPROS stream into its frames, each in memory of its own: what is kept of one keeps nothing else. */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #length = Buffer.alloc(LENGTH_BYTES);
  #lengthFilled = 0;
  #frame: Buffer | null = null;
  #frameFilled = 0;
  readonly #isReusing: boolean;
  #room: Buffer = Buffer.alloc(0);

  /**
   * @param maxBytes of one frame: a torn stream can ask for four gigabytes
   * @param isReusing each frame overwrites the one before, for what is so big that its garbage would cost more
   * than its reading
   */
  constructor(maxBytes: number, isReusing = false) {
    this.#maxBytes = maxBytes;
    this.#isReusing = isReusing;
  }

  /**
   * Calls `onFrame` for each frame that this chunk completes.
   *
   * @throws AppError `invalid-input` for a frame that is too long; the stream is of no use from there on
   */
  push(chunk: Buffer, onFrame: (bytes: Buffer) => void): void {
    let at = 0;
    while (at < chunk.byteLength) {
      if (this.#frame === null) {
        const copied = chunk.copy(this.#length, this.#lengthFilled, at);
        at += copied;
        this.#lengthFilled += copied;
        if (this.#lengthFilled < LENGTH_BYTES) return;
        this.#frame = this.#allocate(this.#length.readUInt32LE(0));
        this.#frameFilled = 0;
        this.#lengthFilled = 0;
      }
      const copied = chunk.copy(this.#frame, this.#frameFilled, at);
      at += copied;
      this.#frameFilled += copied;
      if (this.#frameFilled < this.#frame.byteLength) return;
      const frame = this.#frame;
      this.#frame = null;
      onFrame(frame);
    }
  }

  #allocate(bytes: number): Buffer {
    if (bytes > this.#maxBytes) {
      throw new AppError(
        'invalid-input',
        `a message of ${bytes} bytes, more than the ${this.#maxBytes} taken`,
      );
    }
    if (!this.#isReusing) return Buffer.allocUnsafeSlow(bytes);
    if (this.#room.byteLength < bytes) this.#room = Buffer.allocUnsafeSlow(bytes);
    return this.#room.subarray(0, bytes);
  }
}
