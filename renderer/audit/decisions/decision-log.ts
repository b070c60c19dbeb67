import { createStore } from 'zustand/vanilla';
import type { Decision, HistoryEntry } from '../../../core/contract/decision.ts';
import { AppError, messageOf } from '../../../core/errors.ts';
import type { StationLink } from '../../link/station-link.ts';

/** The station takes so many episodes in one request. */
const EPISODES_AT_ONCE = 200;

const NAMELESS = 'Write your name first: every decision is kept with who made it.';

export interface EpisodeDecisions {
  id: string;
  /** Decisions that the person had seen when deciding; left out, nothing is a conflict. */
  seenLabels?: number;
  decisions: Decision[];
}

interface Act {
  /** What was done, as the undo says it: `Accept`, `Reject 12 episodes`. */
  title: string;
  labels: readonly { id: string; labelId: string }[];
}

export interface DecisionLogState {
  undoable: readonly Act[];
  redoable: readonly Act[];
  /** Grows with each change on disk, so that whoever shows decisions asks anew. */
  revision: number;
  /** What went wrong the last time, in words; null once something went well. */
  failure: string | null;
  /** What others had decided about an episode meanwhile; both are kept. */
  conflicts: readonly { id: string; entries: readonly HistoryEntry[] }[];
}

type Request = StationLink['request'];

/**
 * What this person decided in this sitting, so that it can be taken back and done again. Everything is an
 * appended label; an undo is one, too.
 */
export class DecisionLog {
  readonly store = createStore<DecisionLogState>(() => ({
    undoable: [],
    redoable: [],
    revision: 0,
    failure: null,
    conflicts: [],
  }));
  readonly #request: Request;
  readonly #authorOf: () => string;
  /** One act after the other, in the order of the key presses. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(request: Request, authorOf: () => string) {
    this.#request = request;
    this.#authorOf = authorOf;
  }

  /** @returns whether every episode took its decisions; what did not is told in `failure`. */
  decide(title: string, episodes: readonly EpisodeDecisions[]): Promise<boolean> {
    return this.#inTurn(async () => {
      const { labels, isWhole } = await this.#append(episodes);
      if (labels.length > 0) {
        this.store.setState(({ undoable }) => ({ undoable: [...undoable, { title, labels }], redoable: [] }));
      }
      return isWhole;
    });
  }

  /** @returns the episodes that it was about. */
  undo(): Promise<string[]> {
    return this.#inTurn(() => this.#takeBack('undoable', 'redoable'));
  }

  redo(): Promise<string[]> {
    return this.#inTurn(() => this.#takeBack('redoable', 'undoable'));
  }

  dismiss(): void {
    this.store.setState({ failure: null, conflicts: [] });
  }

  /** Taking back an undo is doing it again. */
  async #takeBack(from: 'undoable' | 'redoable', to: 'undoable' | 'redoable'): Promise<string[]> {
    const act = this.store.getState()[from].at(-1);
    if (act === undefined) return [];
    const byEpisode = Map.groupBy(act.labels, ({ id }) => id);
    const { labels } = await this.#append(
      [...byEpisode].map(([id, made]) => ({
        id,
        decisions: made.toReversed().map(({ labelId }) => ({ kind: 'undo', undoes: labelId })),
      })),
    );
    if (labels.length > 0) {
      this.store.setState((state) => ({
        [from]: state[from].slice(0, -1),
        [to]: [...state[to], { title: act.title, labels }],
      }));
    }
    return [...new Set(labels.map(({ id }) => id))];
  }

  async #append(
    episodes: readonly EpisodeDecisions[],
  ): Promise<{ labels: { id: string; labelId: string }[]; isWhole: boolean }> {
    const labels: { id: string; labelId: string }[] = [];
    const conflicts: { id: string; entries: HistoryEntry[] }[] = [];
    const refusals: string[] = [];
    const by = this.#authorOf().trim();
    try {
      if (by === '') throw new AppError('not-allowed', NAMELESS);
      for (let first = 0; first < episodes.length; first += EPISODES_AT_ONCE) {
        const some = episodes.slice(first, first + EPISODES_AT_ONCE);
        const { results } = await this.#request('audit.label', { by, episodes: some });
        for (const { id, labelIds, conflicts: entries, error } of results) {
          labels.push(...labelIds.map((labelId) => ({ id, labelId })));
          if (entries.length > 0) conflicts.push({ id, entries });
          if (error !== null) refusals.push(error);
        }
      }
    } catch (error) {
      refusals.push(messageOf(error));
    }
    this.store.setState(({ revision }) => ({
      revision: revision + 1,
      failure: refusals.length === 0 ? null : refusals.join(' '),
      conflicts,
    }));
    return { labels, isWhole: refusals.length === 0 };
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act);
    this.#last = done.catch(() => {});
    return done;
  }
}
