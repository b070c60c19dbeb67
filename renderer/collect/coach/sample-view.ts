import { type GrayView, VIEW_HEIGHT, VIEW_WIDTH } from './view-memory.ts';

/** About the width of a gripper in the picture, so that the bar begins to rise before it is in its place. */
const BLUR = 'blur(2.5px)';

/** Takes small gray copies of what a camera's canvas shows now. */
export class ViewSampler {
  readonly #canvas = new OffscreenCanvas(VIEW_WIDTH, VIEW_HEIGHT);
  readonly #context = this.#canvas.getContext('2d', { willReadFrequently: true })!;

  /** Null while the camera is not shown, or has shown nothing. */
  sample(camera: string): GrayView | null {
    const shown = document.querySelector<HTMLCanvasElement>(`canvas[data-camera="${CSS.escape(camera)}"]`);
    if (shown === null || shown.width === 0 || shown.height === 0) return null;
    this.#context.imageSmoothingQuality = 'high';
    this.#context.filter = BLUR;
    this.#context.drawImage(shown, 0, 0, VIEW_WIDTH, VIEW_HEIGHT);
    const { data } = this.#context.getImageData(0, 0, VIEW_WIDTH, VIEW_HEIGHT);
    // Luma of ITU-R BT.601, as JPEG has it.
    return Uint8Array.from({ length: VIEW_WIDTH * VIEW_HEIGHT }, (_, i) =>
      Math.round(0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!),
    );
  }
}
