import type { Finding } from '../../datasets/episode/manifest.ts';
import type { RobotLink } from '../robot-link.ts';

/** Watches, step by step, whether what was recorded was fresh. */
export class StreamGaps {
  readonly #link: RobotLink;
  readonly #stale = new Map<string, { steps: number; worstMs: number }>();
  #steps = 0;

  constructor(link: RobotLink) {
    this.#link = link;
  }

  observe(nowNs: bigint): void {
    this.#steps += 1;
    for (const stream of this.#link.streams) {
      if (stream.isFresh(nowNs)) continue;
      const ageMs = stream.ageMs(nowNs) ?? Number.POSITIVE_INFINITY;
      const { steps, worstMs } = this.#stale.get(stream.name) ?? { steps: 0, worstMs: 0 };
      this.#stale.set(stream.name, { steps: steps + 1, worstMs: Math.max(worstMs, ageMs) });
    }
  }

  findings(): Finding[] {
    return [...this.#stale].map(([name, { steps, worstMs }]) => ({
      code: 'stale-stream',
      // Lost data are an error, never a warning.
      severity: 'error',
      message: `${name} was stale in ${steps} of ${this.#steps} rows, by up to ${Math.round(worstMs)} ms`,
    }));
  }
}
