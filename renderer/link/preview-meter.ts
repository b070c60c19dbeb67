import type { DrawnFrame } from '../worker/messages.ts';

/** Entries of the browser's timeline per camera, so that memory stays flat: about half a minute. */
const ENTRIES_KEPT = 1_000;

interface ShownPicture {
  /** On this page's monotonic clock. */
  shownAtMs: number;
  stationAgeMs: number;
}

/**
 * What was drawn last per camera. Each picture also becomes a `measure` named `preview <camera>` in the
 * browser's own timeline, from the camera's stamp to the canvas; `performance.getEntriesByType('measure')`
 * and the developer tools show it.
 */
export class PreviewMeter {
  readonly #last = new Map<string, ShownPicture>();
  readonly #entries = new Map<string, number>();

  /** @param stationAgeMs the age of the camera's newest frame as the station last measured it */
  record(frame: DrawnFrame, stationAgeMs: number): void {
    this.#last.set(frame.camera, { shownAtMs: performance.now(), stationAgeMs });
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

  /**
   * The age now of the picture that is shown; null before the first one. The age that the station measured plus
   * the time since, on this page's monotonic clock: no wall clock is read, which may be set or be another
   * computer's. It errs towards too old: by up to a frame period, after a stall until the next snapshot.
   */
  ageMs(camera: string): number | null {
    const shown = this.#last.get(camera);
    return shown === undefined ? null : shown.stationAgeMs + performance.now() - shown.shownAtMs;
  }
}
