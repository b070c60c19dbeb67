import type { Statistics } from '../../core/contract/statistics.ts';
import type { EpisodeFacts } from '../catalogue/entry.ts';
import { type LatencyPart, LatencyTally } from './latency-tally.ts';
import { ShareTally } from './share-tally.ts';
import { SimilarityTally } from './similarity-tally.ts';

/** A scatter of more points is a blot. */
const MOST_POINTS = 5000;
/** Of a part: enough that some parts together look as all of their points do. */
const POINTS_A_PART = 1000;

/** What the catalogue says of an episode in columns of its own. */
export interface Counted {
  id: string;
  startedAt: string;
  operator: string;
  protocol: string;
  outcome: string | null;
  durationMs: number;
  verdict: string | null;
  /** 0 or 1, as SQLite has it. */
  needsSecondLook: number;
}

type Point = Statistics['coverage']['points'][number];

type Shares = Record<(typeof SHARES)[number], Statistics['perProtocol']>;

const SHARES = ['perProtocol', 'perPhase', 'perOperator', 'perDay', 'perOutcome', 'perLabelState'] as const;

/** What some of the episodes add up to, as JSON can keep it. */
export interface StatisticsPart extends Pick<Statistics, 'episodes' | 'checked' | 'minutes' | 'coverage'> {
  shares: Shares;
  similarity: Statistics['similarity'];
  latency: Record<string, LatencyPart>;
}

/** Adds up the episodes of a dataset for the pictures of the dataset page. */
export class StatisticsTally {
  #episodes = 0;
  #checked = 0;
  #minutes = 0;
  readonly #shares = {
    perProtocol: new ShareTally(),
    perPhase: new ShareTally(),
    perOperator: new ShareTally(),
    perDay: new ShareTally(),
    perOutcome: new ShareTally(),
    perLabelState: new ShareTally(),
  };
  #axes: Statistics['coverage']['axes'] = [];
  readonly #points: Point[] = [];
  readonly #similarity = new SimilarityTally();
  readonly #latency = new LatencyTally();

  add(row: Counted, { phaseMs, found }: Omit<EpisodeFacts, 'judgements'>): void {
    const minutes = row.durationMs / 60_000;
    this.#episodes += 1;
    this.#minutes += minutes;
    const shares = this.#shares;
    shares.perProtocol.add(row.protocol, minutes);
    shares.perOperator.add(row.operator, minutes);
    shares.perDay.add(row.startedAt.slice(0, 10), minutes);
    shares.perOutcome.add(row.outcome ?? 'aborted', minutes);
    shares.perLabelState.add(labelStateOf(row), minutes);
    // An episode counts once for each of its phases, with all segments of it.
    for (const [phase, ms] of Object.entries(phaseMs)) shares.perPhase.add(phase, ms / 60_000);
    if (found === null) return;
    this.#checked += 1;
    if (this.#axes.length === 0) this.#axes = found.axes;
    for (const { ending, at } of found.endings) {
      if (at.length === this.#axes.length) this.#points.push({ id: row.id, ending, at });
    }
    if (found.similarityRatio !== null) this.#similarity.add(row.id, found.similarityRatio);
    this.#latency.add(row.id, found.latency);
  }

  /** Add episodes that were added up before. */
  merge(part: StatisticsPart): void {
    this.#episodes += part.episodes;
    this.#checked += part.checked;
    this.#minutes += part.minutes;
    for (const name of SHARES) this.#shares[name].merge(part.shares[name]);
    const { axes, points } = part.coverage;
    if (this.#axes.length === 0) this.#axes = axes;
    for (const point of points) if (point.at.length === this.#axes.length) this.#points.push(point);
    this.#similarity.merge(part.similarity);
    this.#latency.merge(part.latency);
  }

  part(): StatisticsPart {
    const shares = Object.fromEntries(SHARES.map((name) => [name, this.#shares[name].byName()])) as Shares;
    return {
      episodes: this.#episodes,
      checked: this.#checked,
      minutes: this.#minutes,
      shares,
      coverage: { axes: this.#axes, points: evenly(this.#points, POINTS_A_PART) },
      similarity: this.#similarity.bins(),
      latency: this.#latency.parts(),
    };
  }

  result(): Statistics {
    const { perProtocol, perPhase, perOperator, perDay, perOutcome, perLabelState } = this.#shares;
    return {
      episodes: this.#episodes,
      checked: this.#checked,
      minutes: this.#minutes,
      perProtocol: perProtocol.byMinutes(),
      perPhase: perPhase.byMinutes(),
      perOperator: perOperator.byMinutes(),
      perDay: perDay.byName(),
      perOutcome: perOutcome.byMinutes(),
      perLabelState: perLabelState.byMinutes(),
      coverage: { axes: this.#axes, points: evenly(this.#points, MOST_POINTS) },
      similarity: this.#similarity.bins(),
      latency: this.#latency.result(),
    };
  }
}

function labelStateOf({ verdict, needsSecondLook }: Counted): string {
  if (needsSecondLook === 1) return 'second-look';
  if (verdict === null) return 'unjudged';
  return verdict === 'accept' ? 'accepted' : 'rejected';
}

function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}
