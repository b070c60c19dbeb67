import type { PreviewFrame } from '../../core/contract/preview.ts';
import { decodePicture, type PictureSize } from '../shared/decode-picture.ts';
import type { DrawnFrame } from './messages.ts';

interface View {
  camera: string;
  /** It takes a decoded picture as it is; a 2d context would draw it, which costs ten times as much. */
  context: ImageBitmapRenderingContext;
  /** In the display's own pixels; nothing while it cannot be seen. */
  shown: PictureSize | null;
}

interface SeenView extends View {
  shown: PictureSize;
}

/** A frame, decoded for each view that shows its camera. */
interface DecodedFrame {
  frame: PreviewFrame;
  pictures: { view: View; picture: ImageBitmap }[];
}

interface Lane {
  isDecoding: boolean;
  /** The newest picture that waits for the decoder; an older one that waits gives way to it. */
  waiting: PreviewFrame | null;
  /** Shown with the display's next frame. */
  ready: DecodedFrame | null;
}

export interface PainterEvents {
  /** A picture goes onto its canvas next, and is empty after that. */
  onDrawing(camera: string, picture: ImageBitmap): void;
  /** Once per frame of the display. */
  onDrawn(frames: readonly DrawnFrame[]): void;
  /** A picture is done with, drawn or not. */
  onFinished(camera: string): void;
}

/**
 * Decodes preview pictures and shows them on the canvases of their camera. The newest wins. All cameras change
 * together, once per frame of the display: each single change would make the browser compose the page.
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
    const context = canvas.getContext('bitmaprenderer', { alpha: false });
    if (context === null) throw new Error('this browser gives no bitmap context on an OffscreenCanvas');
    this.#views.set(view, { camera, context, shown: null });
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
    return new Set([...this.#views.values()].filter(isSeen).map(({ camera }) => camera));
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
      const pictures = await this.#decode(camera, frame);
      if (pictures.length === 0) {
        this.#events.onFinished(camera);
        continue;
      }
      if (lane.ready !== null) this.#finish(camera, lane.ready);
      lane.ready = { frame, pictures };
      this.#drawSoon();
    }
    lane.isDecoding = false;
  }

  /** Nothing when nobody can see it, or it is no picture. */
  async #decode(camera: string, { image, sequence }: PreviewFrame): Promise<DecodedFrame['pictures']> {
    const views = [...this.#views.values()].filter(isSeen).filter((view) => view.camera === camera);
    try {
      const bytes = image as Uint8Array<ArrayBuffer>;
      return await Promise.all(
        views.map(async (view) => ({ view, picture: await decodePicture(bytes, view.shown) })),
      );
    } catch (error) {
      // The tile shows the age of its last picture, so that a camera which sends rubbish is seen as stalled.
      console.warn(`picture ${sequence} of camera ${camera} cannot be decoded`, error);
      return [];
    }
  }

  #drawSoon(): void {
    if (this.#isFrameDue) return;
    this.#isFrameDue = true;
    requestAnimationFrame(() => this.#drawReady());
  }

  #drawReady(): void {
    this.#isFrameDue = false;
    // What is given to a canvas now is shown with the display's next frame, so that is when it counts as there.
    const drawnWallMs = performance.timeOrigin + performance.now();
    const drawn: DrawnFrame[] = [];
    for (const [camera, lane] of this.#lanes) {
      if (lane.ready === null) continue;
      const { frame, pictures } = lane.ready;
      this.#events.onDrawing(camera, pictures[0]!.picture);
      for (const { view, picture } of pictures) view.context.transferFromImageBitmap(picture);
      drawn.push({ camera, sequence: frame.sequence, stampWallMs: frame.stampWallMs, drawnWallMs });
      this.#finish(camera, lane.ready);
      lane.ready = null;
    }
    this.#events.onDrawn(drawn);
  }

  #finish(camera: string, { pictures }: DecodedFrame): void {
    for (const { picture } of pictures) picture.close();
    this.#events.onFinished(camera);
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

function isSeen(view: View): view is SeenView {
  return view.shown !== null;
}
