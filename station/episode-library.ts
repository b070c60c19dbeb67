import type { EpisodeSeries, EpisodeSummary } from '../core/contract/requests.ts';
import { AppError } from '../core/errors.ts';
import { CatalogueThread } from '../datasets/catalogue/catalogue-thread.ts';
import { type Dataset, episodeFolder } from '../datasets/dataset.ts';
import { type EpisodeReader, openEpisode } from '../datasets/episode/reader.ts';
import { summarize } from '../datasets/episode/summary.ts';

/** A replay asks for many pictures of one episode; the list, for one picture of many. */
const OPEN_READERS = 8;

/** How far into its phase an example is: what was to be reached shows, and the hand has not gone on. */
const EXAMPLE_AT = 0.9;
const EXAMPLES_LOOKED_AT = 20;

export interface EpisodeExample {
  episode: string;
  camera: string;
  row: number;
}

export interface EpisodeFrame {
  encoding: 'jpeg' | 'png';
  bytes: Uint8Array;
}

/** The read side of a station: what the screens see of sealed episodes. */
export class EpisodeLibrary {
  readonly dataset: Dataset;
  /** Shared with the audit: one thread looks through the dataset. */
  readonly catalogue: CatalogueThread;
  /** Least recently used first. */
  readonly #readers = new Map<string, Promise<EpisodeReader>>();

  constructor(dataset: Dataset) {
    this.dataset = dataset;
    this.catalogue = new CatalogueThread(dataset);
  }

  /** Newest first, with those that cannot be read; the one being recorded is not among them. */
  async list(): Promise<EpisodeSummary[]> {
    const { episodes } = await this.catalogue.query({ states: ['sealed', 'recovered', 'damaged'] });
    return episodes;
  }

  /** Near the end of this phase when it was last kept, for the same protocol and task; null before the first. */
  async example(of: { protocol: string; task: string; phase: string }): Promise<EpisodeExample | null> {
    // Nobody waits for it for minutes: until many episodes are read, the drawing does.
    if (this.catalogue.reading !== null) return null;
    const { episodes } = await this.catalogue.query({
      states: ['sealed'],
      protocol: of.protocol,
      phase: of.phase,
      limit: EXAMPLES_LOOKED_AT,
    });
    const found = episodes.find(({ task, outcome }) => task === of.task && outcome !== 'aborted');
    const segment = found?.segments.findLast(({ phase }) => phase === of.phase);
    const camera = found?.cameras[0];
    if (found === undefined || segment === undefined || camera === undefined) return null;
    const { timeNs } = await (await this.#open(found.id)).series();
    const atNs = (segment.startMs + (segment.endMs - segment.startMs) * EXAMPLE_AT) * 1e6;
    const next = timeNs.findIndex((rowNs) => Number(rowNs) > atNs);
    return { episode: found.id, camera, row: Math.max(0, (next < 0 ? timeNs.length : next) - 1) };
  }

  async series(id: string): Promise<EpisodeSeries> {
    const reader = await this.#open(id);
    const { head } = reader.manifest;
    const { timeNs, stamps, state, action, reward } = await reader.series();
    const timesMs = Array.from(timeNs, (ns) => Number(ns) / 1e6);
    const stateWidth = head.state.names.length;
    const actionWidth = head.action.names.length;
    return {
      summary: summarize(reader.manifest),
      timesMs,
      state: head.state.names.map((name, i) => ({
        name,
        unit: head.state.units[i]!,
        values: column(state, stateWidth, i),
      })),
      action: head.action.names.map((name, i) => ({
        name,
        unit: head.action.units[i]!,
        values: column(action, actionWidth, i),
      })),
      reward: Array.from(reward),
      cameras: head.cameras.map(({ name }) => ({
        name,
        ageMs: timesMs.map((timeMs, row) => timeMs - Number(stamps[name]!.stampNs[row]!) / 1e6),
      })),
    };
  }

  /** @throws AppError `not-found` for an episode, camera or row that is not there. */
  async frame(id: string, camera: string, row: number): Promise<EpisodeFrame> {
    const reader = await this.#open(id);
    const info = reader.manifest.head.cameras.find(({ name }) => name === camera);
    if (info === undefined) throw new AppError('not-found', `episode ${id} has no camera "${camera}"`);
    return { encoding: info.encoding, bytes: await reader.frame(camera, row) };
  }

  /**
   * All cameras' bytes at a row, in the order of the episode's cameras; null before a camera's first picture.
   *
   * @throws AppError `not-found` for an episode or row that is not there.
   */
  async frames(id: string, row: number): Promise<(Uint8Array | null)[]> {
    return (await this.#open(id)).frames(row);
  }

  /** A discarded episode is moved: its open file must not be shown any more. */
  async forget(id: string): Promise<void> {
    const reader = this.#readers.get(id);
    this.#readers.delete(id);
    await reader?.then(
      (opened) => opened.close(),
      () => {},
    );
  }

  async close(): Promise<void> {
    const readers = [...this.#readers.values()];
    this.#readers.clear();
    await Promise.allSettled(readers.map(async (reader) => (await reader).close()));
    await this.catalogue.close();
  }

  async #open(id: string): Promise<EpisodeReader> {
    const known = this.#readers.get(id);
    this.#readers.delete(id);
    const opening = known ?? openEpisode(episodeFolder(this.dataset, id));
    this.#readers.set(id, opening);
    // A failed opening is forgotten, so that it is tried again.
    opening.catch(() => this.#readers.delete(id));
    await this.#closeOldest();
    return opening;
  }

  async #closeOldest(): Promise<void> {
    for (const [id, reader] of this.#readers) {
      if (this.#readers.size <= OPEN_READERS) return;
      this.#readers.delete(id);
      await (await reader).close();
    }
  }
}

function column(rows: ArrayLike<number>, width: number, index: number): number[] {
  const length = Math.floor(rows.length / width);
  return Array.from({ length }, (_, row) => rows[row * width + index]!);
}
