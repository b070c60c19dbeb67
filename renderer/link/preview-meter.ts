import type { DrawnFrame } from '../worker/messages.ts';

/** Entries of the browser's timeline per camera, so that memory stays flat: about half a minute. */
const ENTRIES_KEPT = 1_000;

/**
 * What was drawn last per camera. Each picture also becomes a `measure` named `preview <camera>` in the
 * browser's own timeline, from the camera's stamp to the canvas; `performance.getEntriesByType('measure')`
 * and the developer tools show it.
 */
export class PreviewMeter {
  readonly #last = new Map<string, DrawnFrame>();
  readonly #entries = new Map<string, number>();

  record(frame: DrawnFrame): void {
    this.#last.set(frame.camera, frame);
    const start = frame.stampWallMs - performance.timeOrigin;
    const end = frame.drawnWallMs - performance.timeOrigin;
    // A picture from before the page began has no place on its timeline.
    if (start < 0) return;
    const name = `preview ${frame.camera}`;
    const entries = this.#entries.get(name) ?? 0;
    if (entries >= ENTRIES_KEPT) performance.clearMeasures(name);
    this.#entries.set(name, entries >= ENTRIES_KEPT ? 1 : entries + 1);
    performance.measure(name, { start, end, detail: { sequence: frame.sequence } });
  }

  /** The age now of the picture that is shown, from the camera's stamp; null before the first one. */
  ageMs(camera: string): number | null {
    const frame = this.#last.get(camera);
    return frame === undefined ? null : Math.max(0, Date.now() - frame.stampWallMs);
  }
}
