import { createStore } from 'zustand/vanilla';
import type { AuditFilter, AuditRow, AuditSort } from '../../../core/contract/audit.ts';
import { AppError, messageOf } from '../../../core/errors.ts';
import type { StationLink } from '../../link/station-link.ts';

export const PAGE_ROWS = 100;

/** Around 10,000 rows; what was scrolled past long ago is asked for again. */
const PAGES_KEPT = 100;

/** The station gives so many in one answer. */
const MOST_ROWS = 1000;

/** By so many places an episode may have moved since it was shown, and is still found. */
export const SHIFT_ROWS = 50;

export interface QueueQuestion {
  filter: AuditFilter;
  sort: AuditSort;
  isAscending: boolean;
}

export interface QueueState extends QueueQuestion {
  /** Of matching episodes; null until the first answer. */
  total: number | null;
  pages: ReadonlyMap<number, readonly AuditRow[]>;
  failure: string | null;
}

/** An episode and where it stands; without its id before its page has come. */
export interface Place {
  index: number;
  id: string;
}

type Request = StationLink['request'];

/**
 * The episodes that fit a question, by the page: only what is looked at is brought. It outlives the screen, so
 * that one comes back to the same place, and the next episode is known while one is open.
 */
export class QueueModel {
  readonly store = createStore<QueueState>(() => ({
    filter: {},
    sort: 'risk',
    isAscending: false,
    total: null,
    pages: new Map(),
    failure: null,
  }));
  /** Where one comes back to; empty before the first. */
  lastOpened = '';
  readonly #request: Request;
  readonly #loading = new Set<number>();
  /** Answers to an older question are not wanted any more. */
  #generation = 0;

  constructor(request: Request) {
    this.#request = request;
  }

  ask(question: Partial<QueueQuestion>): void {
    this.store.setState({ ...question, total: null, pages: new Map(), failure: null });
    this.#restart();
    void this.#load(0);
  }

  /** The same question again; the old rows stay until the new ones are there. */
  async refresh(indexes: { start: number; end: number }): Promise<void> {
    this.#restart();
    const generation = this.#generation;
    const wanted = pagesOf({ start: indexes.start - SHIFT_ROWS, end: indexes.end + SHIFT_ROWS });
    const answers = await Promise.all(wanted.map((page) => this.#bring(page)));
    if (generation !== this.#generation) return;
    const pages = new Map<number, readonly AuditRow[]>();
    for (const [i, answer] of answers.entries()) {
      if (answer !== null && answer.episodes.length > 0) pages.set(wanted[i]!, answer.episodes);
    }
    const total = answers.find((answer) => answer !== null)?.total;
    if (total !== undefined) this.store.setState({ pages, total, failure: null });
  }

  rowAt(index: number): AuditRow | undefined {
    return this.store.getState().pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /**
   * `[start, end)` as it is now at the station, whether it was looked at or not.
   *
   * @throws AppError `unavailable` when episodes came or left between two answers: some could be missing at the seam
   */
  async rows({ start, end }: { start: number; end: number }): Promise<AuditRow[]> {
    const { filter, sort, isAscending } = this.store.getState();
    const rows: AuditRow[] = [];
    let total: number | null = null;
    for (let offset = start; offset < end; offset += MOST_ROWS) {
      const limit = Math.min(MOST_ROWS, end - offset);
      const answer = await this.#request('audit.query', { filter, sort, isAscending, limit, offset });
      total ??= answer.total;
      if (answer.total !== total) throw new AppError('unavailable', 'The list is changing: try again.');
      rows.push(...answer.episodes);
    }
    return rows;
  }

  /** Every episode that matches, brought or not; none when they cannot be told, which is shown. */
  async all(): Promise<Pick<AuditRow, 'id' | 'labels'>[]> {
    const { filter } = this.store.getState();
    try {
      const { episodes } = await this.#request('audit.select', { filter });
      // Asked for something else meanwhile: then nobody meant these.
      return filter === this.store.getState().filter ? episodes : [];
    } catch (error) {
      this.store.setState({ failure: messageOf(error) });
      return [];
    }
  }

  /** Of an episode that was brought already, −1 if it was not. */
  indexOf(id: string): number {
    for (const [page, rows] of this.store.getState().pages) {
      const index = rows.findIndex((row) => row.id === id);
      if (index >= 0) return page * PAGE_ROWS + index;
    }
    return -1;
  }

  /** Where an episode stands now that others came in or left; if it left itself, who stands there instead. */
  follow(place: Place): Place {
    const { total } = this.store.getState();
    const known = this.indexOf(place.id);
    const index = known >= 0 ? known : Math.min(place.index, Math.max(0, (total ?? Infinity) - 1));
    // Another question has other rows: nobody aimed at any of them yet.
    const id = this.rowAt(index)?.id ?? (total === null ? '' : place.id);
    return index === place.index && id === place.id ? place : { index, id };
  }

  /** Bring the rows of `[start, end)` that are not there yet. */
  ensure(indexes: { start: number; end: number }): void {
    const { pages } = this.store.getState();
    for (const page of pagesOf(indexes)) if (!pages.has(page)) void this.#load(page);
  }

  /**
   * The episode after or before one in the queue as it was opened: a decision may take episodes out of the
   * filter, but those not yet seen must not be skipped.
   */
  async neighbour(id: string, direction: 1 | -1): Promise<AuditRow | null> {
    if (this.indexOf(id) < 0) await this.#find(id);
    const index = this.indexOf(id);
    const next = index + direction;
    const { total } = this.store.getState();
    if (index < 0 || total === null || next < 0 || next >= total) return null;
    return this.rowAt(next) ?? (await this.#unseen(next, total));
  }

  /** Whoever opens an episode by its address, or reloads it, did not come to it through the queue. */
  async #find(id: string): Promise<void> {
    let rows: AuditRow[];
    let start = 0;
    do {
      rows = await this.rows({ start, end: start + MOST_ROWS });
      const index = start + rows.findIndex((row) => row.id === id);
      if (index >= start) return this.refresh({ start: index, end: index + 1 });
      start += MOST_ROWS;
    } while (rows.length === MOST_ROWS);
  }

  /** Past what was brought: as many places earlier as episodes have left the queue since. */
  async #unseen(index: number, totalThen: number): Promise<AuditRow | null> {
    const { filter, sort, isAscending } = this.store.getState();
    const question = { filter, sort, isAscending };
    const { total } = await this.#request('audit.query', { ...question, limit: 0 });
    const offset = Math.max(0, index - Math.max(0, totalThen - total));
    const { episodes } = await this.#request('audit.query', { ...question, limit: PAGE_ROWS, offset });
    const page = Math.floor(offset / PAGE_ROWS);
    await this.refresh({ start: page * PAGE_ROWS, end: offset + PAGE_ROWS });
    return episodes[0] ?? null;
  }

  #restart(): void {
    this.#generation += 1;
    this.#loading.clear();
  }

  async #load(page: number): Promise<void> {
    if (this.#loading.has(page)) return;
    this.#loading.add(page);
    const generation = this.#generation;
    const answer = await this.#bring(page);
    if (generation !== this.#generation) return;
    this.#loading.delete(page);
    if (answer === null) return;
    this.store.setState(({ pages }) => {
      const kept = [...pages].slice(-PAGES_KEPT);
      return { total: answer.total, pages: new Map([...kept, [page, answer.episodes]]), failure: null };
    });
  }

  async #bring(page: number): Promise<{ total: number; episodes: AuditRow[] } | null> {
    const { filter, sort, isAscending } = this.store.getState();
    const generation = this.#generation;
    try {
      return await this.#request('audit.query', {
        filter,
        sort,
        isAscending,
        limit: PAGE_ROWS,
        offset: page * PAGE_ROWS,
      });
    } catch (error) {
      if (generation === this.#generation) this.store.setState({ failure: messageOf(error) });
      return null;
    }
  }
}

function pagesOf({ start, end }: { start: number; end: number }): number[] {
  const first = Math.floor(Math.max(0, start) / PAGE_ROWS);
  const last = Math.floor(Math.max(0, end - 1) / PAGE_ROWS);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
