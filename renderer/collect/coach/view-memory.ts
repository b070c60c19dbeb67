import type { GrayView } from '../../shared/gray-view.ts';

export type Intent = 'succeed' | 'fail' | 'recover' | 'free';

/** At two or three a second, a minute of one attempt. */
const MOST_VIEWS = 180;
/** Gray levels: views that differ by less are one view with noise on it. */
const NOISE = 1.5;

/**
 * What the camera saw on the way into a failure, and how near the present view is to it. Visual backtracking
 * wants failure and success to look alike but for the task (arXiv:2210.02343), so the way back has arrived when
 * the view is one from before the mistake. The distance is that of the checks: the root mean square of gray
 * levels, to the nearest view of the first half of the failed attempt. It is set against the distance at the
 * moment of failure, so that 0 is "as at the failure" and 1 "as before"; the scale is ours.
 */
export class ViewMemory {
  #episode = '';
  #phase = '';
  #attempt: GrayView[] = [];
  #before: readonly GrayView[] = [];
  #failureDistance = 0;

  /**
   * The view as it is now.
   *
   * @param phase name and attempt, so that each stretch counts by itself
   * @returns 0 … 1; null where there is no failure to come back from, and outside of the way back
   */
  observe(view: GrayView, episode: string, phase: string, intent: Intent): number | null {
    if (episode !== this.#episode) this.#forget(episode);
    if (phase !== this.#phase) this.#enter(phase, intent);
    if (intent === 'recover') return this.#compare(view);
    this.#remember(view);
    return null;
  }

  #forget(episode: string): void {
    this.#episode = episode;
    this.#phase = '';
    this.#attempt = [];
  }

  #enter(phase: string, intent: Intent): void {
    this.#phase = phase;
    if (intent === 'recover') {
      this.#before = this.#attempt.slice(0, Math.ceil(this.#attempt.length / 2));
      const failure = this.#attempt.at(-1);
      this.#failureDistance = failure === undefined ? 0 : nearestDistance(failure, this.#before);
    }
    this.#attempt = [];
  }

  #remember(view: GrayView): void {
    // Of a long attempt every other view is as good.
    if (this.#attempt.length >= MOST_VIEWS) this.#attempt = this.#attempt.filter((_, i) => i % 2 === 0);
    this.#attempt.push(view);
  }

  #compare(view: GrayView): number | null {
    if (this.#failureDistance <= NOISE) return null;
    const distance = Math.max(0, nearestDistance(view, this.#before) - NOISE);
    return Math.max(0, Math.min(1, 1 - distance / (this.#failureDistance - NOISE)));
  }
}

/** What the operator reads beside the bar. */
export function nearnessWords(nearness: number): string {
  if (nearness >= 0.8) return 'Looks as before the mistake';
  if (nearness >= 0.5) return 'Nearly as before the mistake';
  return 'Still unlike before the mistake';
}

function nearestDistance(view: GrayView, others: readonly GrayView[]): number {
  return Math.min(...others.map((other) => rmsDistance(view, other)));
}

function rmsDistance(a: GrayView, b: GrayView): number {
  let squares = 0;
  for (let i = 0; i < a.length; i += 1) squares += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(squares / a.length);
}
