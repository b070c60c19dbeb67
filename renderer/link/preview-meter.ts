interface ShownPicture {
  /** On this page's monotonic clock. */
  shownAtMs: number;
  stationAgeMs: number;
}

/** What was drawn last per camera. */
export class PreviewMeter {
  readonly #last = new Map<string, ShownPicture>();

  /** @param stationAgeMs the age of the camera's newest frame as the station last measured it */
  record(camera: string, stationAgeMs: number): void {
    this.#last.set(camera, { shownAtMs: performance.now(), stationAgeMs });
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
