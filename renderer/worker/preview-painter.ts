import type { PreviewFrame } from '../../core/contract/preview.ts';
import { decodePicture, type Picture, type PictureSize, sizeOf } from './decode-picture.ts';
import type { DrawnFrame } from './messages.ts';

interface View {
  camera: string;
  canvas: OffscreenCanvas;
  context: OffscreenCanvasRenderingContext2D;
  /** In the display's own pixels; nothing while it cannot be seen. */
  shown: PictureSize | null;
}

interface Lane {
  isDecoding: boolean;
  /** The newest picture that waits for the decoder; an older one that waits gives way to it. */
  waiting: PreviewFrame | null;
  /** Decoded, and drawn with the display's next frame. */
  ready: { frame: PreviewFrame; picture: Picture } | null;
}

export interface PainterEvents {
  /** Once per frame of the display. */
  onDrawn(frames: readonly DrawnFrame[]): void;
  /** A picture is done with, drawn or not. */
  onFinished(camera: string): void;
}

/**
 * Decodes preview pictures and draws them on the canvases that show their camera. The newest wins. All cameras
 * are drawn together, once per frame of the display: each single drawing would make the browser compose the page.
 */
export class PreviewPainter {
  readonly #views = new Map<number, View>();
  readonly #lanes = new Map<string, Lane>();
  readonly #events: PainterEvents;
  #isFrameDue = false;

  constructor(events: PainterEvents) {
    this.#events = events;
  }

  show(view: number, camera: string, canvas: OffscreenCanvas): void {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('this browser gives no 2d context on an OffscreenCanvas');
    this.#views.set(view, { camera, canvas, context, shown: null });
  }

  /** @param shown null while it cannot be seen: then it costs nothing */
  resize(view: number, shown: PictureSize | null): void {
    const known = this.#views.get(view);
    if (known !== undefined) known.shown = shown;
  }

  hide(view: number): void {
    this.#views.delete(view);
  }

  shownCameras(): Set<string> {
    const shown = [...this.#views.values()].filter((view) => view.shown !== null);
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
      const picture = await this.#decode(camera, frame);
      if (picture === null) {
        this.#events.onFinished(camera);
        continue;
      }
      if (lane.ready !== null) this.#finish(camera, lane.ready.picture);
      lane.ready = { frame, picture };
      this.#drawSoon();
    }
    lane.isDecoding = false;
  }

  /** Null when nobody can see it, or it is no picture. */
  async #decode(camera: string, frame: PreviewFrame): Promise<Picture | null> {
    const sizes = this.#viewsOf(camera).map(({ shown }) => shown);
    if (sizes.length === 0) return null;
    try {
      return await decodePicture(frame.image as Uint8Array<ArrayBuffer>, {
        widthPx: Math.max(...sizes.map(({ widthPx }) => widthPx)),
        heightPx: Math.max(...sizes.map(({ heightPx }) => heightPx)),
      });
    } catch (error) {
      // The tile shows the age of its last picture, so that a camera which sends rubbish is seen as stalled.
      console.warn(`picture ${frame.sequence} of camera ${camera} cannot be decoded`, error);
      return null;
    }
  }

  #drawSoon(): void {
    if (this.#isFrameDue) return;
    this.#isFrameDue = true;
    requestAnimationFrame(() => this.#drawReady());
  }

  #drawReady(): void {
    this.#isFrameDue = false;
    // What is drawn now is shown with the display's next frame, so that is when it counts as there.
    const drawnWallMs = performance.timeOrigin + performance.now();
    const drawn: DrawnFrame[] = [];
    for (const [camera, lane] of this.#lanes) {
      if (lane.ready === null) continue;
      const { frame, picture } = lane.ready;
      lane.ready = null;
      for (const view of this.#viewsOf(camera)) draw(view, picture);
      drawn.push({ camera, sequence: frame.sequence, stampWallMs: frame.stampWallMs, drawnWallMs });
      this.#finish(camera, picture);
    }
    this.#events.onDrawn(drawn);
  }

  #finish(camera: string, picture: Picture): void {
    picture.close();
    this.#events.onFinished(camera);
  }

  #viewsOf(camera: string): (View & { shown: PictureSize })[] {
    return [...this.#views.values()].filter(
      (view): view is View & { shown: PictureSize } => view.camera === camera && view.shown !== null,
    );
  }

  #laneOf(camera: string): Lane {
    let lane = this.#lanes.get(camera);
    if (lane === undefined) {
      lane = { isDecoding: false, waiting: null, ready: null };
      this.#lanes.set(camera, lane);
    }
    return lane;
  }
}

function draw({ canvas, context }: View, picture: Picture): void {
  const { widthPx, heightPx } = sizeOf(picture);
  if (canvas.width !== widthPx) canvas.width = widthPx;
  if (canvas.height !== heightPx) canvas.height = heightPx;
  context.drawImage(picture, 0, 0);
}
