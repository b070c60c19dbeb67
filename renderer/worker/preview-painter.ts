import type { PreviewFrame } from '../../core/contract/preview.ts';
import type { DrawnFrame } from './messages.ts';

interface View {
  camera: string;
  canvas: OffscreenCanvas;
  context: OffscreenCanvasRenderingContext2D;
  isPaused: boolean;
}

interface Lane {
  isDecoding: boolean;
  /** The newest picture that waits for the decoder; an older one that waits gives way to it. */
  waiting: PreviewFrame | null;
}

export interface PainterEvents {
  /** Once per frame of the display. */
  onDrawn(frames: readonly DrawnFrame[]): void;
  /** A picture is done with, drawn or not. */
  onFinished(camera: string): void;
}

/** Decodes preview pictures and draws them on the canvases that show their camera. The newest wins. */
export class PreviewPainter {
  readonly #views = new Map<number, View>();
  readonly #lanes = new Map<string, Lane>();
  readonly #events: PainterEvents;
  #drawn: Omit<DrawnFrame, 'drawnWallMs'>[] = [];

  constructor(events: PainterEvents) {
    this.#events = events;
  }

  show(view: number, camera: string, canvas: OffscreenCanvas): void {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('this browser gives no 2d context on an OffscreenCanvas');
    this.#views.set(view, { camera, canvas, context, isPaused: false });
  }

  hide(view: number): void {
    this.#views.delete(view);
  }

  pause(view: number, isPaused: boolean): void {
    const known = this.#views.get(view);
    if (known !== undefined) known.isPaused = isPaused;
  }

  shownCameras(): Set<string> {
    const shown = [...this.#views.values()].filter(({ isPaused }) => !isPaused);
    return new Set(shown.map(({ camera }) => camera));
  }

  accept(camera: string, frame: PreviewFrame): void {
    const lane = this.#laneOf(camera);
    if (lane.waiting !== null) this.#events.onFinished(camera);
    lane.waiting = frame;
    if (!lane.isDecoding) void this.#drain(camera, lane);
  }

  async #drain(camera: string, lane: Lane): Promise<void> {
    lane.isDecoding = true;
    while (lane.waiting !== null) {
      const frame = lane.waiting;
      lane.waiting = null;
      await this.#draw(camera, frame);
      this.#events.onFinished(camera);
    }
    lane.isDecoding = false;
  }

  async #draw(camera: string, frame: PreviewFrame): Promise<void> {
    const views = [...this.#views.values()].filter((view) => view.camera === camera && !view.isPaused);
    if (views.length === 0) return;
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(new Blob([frame.image as Uint8Array<ArrayBuffer>]));
    } catch (error) {
      // The tile shows the age of its last picture, so that a camera which sends rubbish is seen as stalled.
      console.warn(`picture ${frame.sequence} of camera ${camera} cannot be decoded`, error);
      return;
    }
    for (const { canvas, context } of views) {
      if (canvas.width !== bitmap.width) canvas.width = bitmap.width;
      if (canvas.height !== bitmap.height) canvas.height = bitmap.height;
      context.drawImage(bitmap, 0, 0);
    }
    bitmap.close();
    const { sequence, stampWallMs } = frame;
    this.#drawn.push({ camera, sequence, stampWallMs });
    if (this.#drawn.length === 1) requestAnimationFrame(() => this.#report());
  }

  /** What was drawn is shown with the display's next frame, so that is when it counts as there. */
  #report(): void {
    const drawnWallMs = performance.timeOrigin + performance.now();
    const frames = this.#drawn.map((frame) => ({ ...frame, drawnWallMs }));
    this.#drawn = [];
    this.#events.onDrawn(frames);
  }

  #laneOf(camera: string): Lane {
    let lane = this.#lanes.get(camera);
    if (lane === undefined) {
      lane = { isDecoding: false, waiting: null };
      this.#lanes.set(camera, lane);
    }
    return lane;
  }
}
