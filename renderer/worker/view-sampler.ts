import { type GrayView, VIEW_HEIGHT, VIEW_WIDTH } from '../shared/gray-view.ts';

/** About the width of a gripper in the picture, so that the bar begins to rise before it is in its place. */
const BLUR = 'blur(2.5px)';
const SAMPLE_EVERY_MS = 400;

/** Takes small gray copies of one camera's pictures, a few a second, on their way to the screen. */
export class ViewSampler {
  readonly #canvas = new OffscreenCanvas(VIEW_WIDTH, VIEW_HEIGHT);
  readonly #context = this.#canvas.getContext('2d', { willReadFrequently: true })!;
  #camera: string | null = null;
  #lastMs = 0;

  /** @param camera null for none */
  want(camera: string | null): void {
    this.#camera = camera;
  }

  /** @returns null for a picture that is not due */
  sample(camera: string, picture: ImageBitmap): GrayView | null {
    const nowMs = performance.now();
    if (camera !== this.#camera || nowMs - this.#lastMs < SAMPLE_EVERY_MS) return null;
    this.#lastMs = nowMs;
    this.#context.imageSmoothingQuality = 'high';
    this.#context.filter = BLUR;
    this.#context.drawImage(picture, 0, 0, VIEW_WIDTH, VIEW_HEIGHT);
    const { data } = this.#context.getImageData(0, 0, VIEW_WIDTH, VIEW_HEIGHT);
    // Luma of ITU-R BT.601, as JPEG has it.
    return Uint8Array.from({ length: VIEW_WIDTH * VIEW_HEIGHT }, (_, i) =>
      Math.round(0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!),
    );
  }
}
