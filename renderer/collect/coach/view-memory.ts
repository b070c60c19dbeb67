import type { GrayView } from '../../shared/gray-view.ts';

export type Intent = 'succeed' | 'fail' | 'recover' | 'free';

/** At two or three a second, a minute of one attempt. */
const MOST_VIEWS = 180;
/** Gray levels: views that differ by less are one view with noise on it. */
const NOISE = 1.5;

interface Stretch {
  phase: string;
  views: GrayView[];
}

/**
 * What the camera saw on the way into a failure, and how near the present view is to it. Visual backtracking
 * wants failure and success to look alike but for the task (arXiv:2210.02343), so the way back has arrived when
 * the view is one from before the mistake. The distance is that of the checks: the root mean square of gray
 * levels, to the nearest view of the first half of the failed attempt. It is set against the distance at the
 * moment of failure, so that 0 is "as at the failure" and 1 "as before"; the scale is ours.
 */
export class ViewMemory {
  #episode = '';
  /** The phases so far and what was seen in each, the present one last. */
  #stretches: Stretch[] = [];
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
    if (phase !== this.#stretches.at(-1)?.phase) this.#enter(phase, intent);
    if (intent === 'recover') return this.#compare(view);
    this.#remember(view);
    return null;
  }

  #forget(episode: string): void {
    this.#episode = episode;
    this.#stretches = [];
  }

  #enter(phase: string, intent: Intent): void {
    const known = this.#stretches.findIndex((stretch) => stretch.phase === phase);
    if (known < 0) this.#stretches.push({ phase, views: [] });
    // Marks were taken back: what came after it never was, and it goes on where it had been.
    else this.#stretches.length = known + 1;
    if (intent === 'recover') this.#comeBackFrom(this.#stretches.at(-2)?.views ?? []);
  }

  #comeBackFrom(attempt: readonly GrayView[]): void {
    this.#before = attempt.slice(0, Math.ceil(attempt.length / 2));
    const failure = attempt.at(-1);
    this.#failureDistance = failure === undefined ? 0 : nearestDistance(failure, this.#before);
  }

  #remember(view: GrayView): void {
    const stretch = this.#stretches.at(-1)!;
    // Of a long attempt every other view is as good.
    if (stretch.views.length >= MOST_VIEWS) stretch.views = stretch.views.filter((_, i) => i % 2 === 0);
    stretch.views.push(view);
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
