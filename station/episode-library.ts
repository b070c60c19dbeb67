import type { EpisodeSeries, EpisodeSummary } from '../core/contract/requests.ts';
import { AppError } from '../core/errors.ts';
import { CatalogueThread } from '../datasets/catalogue/catalogue-thread.ts';
import { type Dataset, episodeFolder } from '../datasets/dataset.ts';
import type { ActionSource } from '../datasets/episode/columns.ts';
import type { EpisodeReader } from '../datasets/episode/reader.ts';
import type { StampSeries } from '../datasets/episode/series.ts';
import { summarize } from '../datasets/episode/summary.ts';
import { OpenReaders } from './open-readers.ts';

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
  readonly #readers = new OpenReaders();

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
    const { timeNs } = await this.#use(found.id, (reader) => reader.series());
    const atNs = (segment.startMs + (segment.endMs - segment.startMs) * EXAMPLE_AT) * 1e6;
    const next = timeNs.findIndex((rowNs) => Number(rowNs) > atNs);
    return { episode: found.id, camera, row: Math.max(0, (next < 0 ? timeNs.length : next) - 1) };
  }

  async series(id: string): Promise<EpisodeSeries> {
    const [manifest, series] = await this.#use(id, async (reader) => [
      reader.manifest,
      await reader.series(),
    ]);
    const { head } = manifest;
    const { timeNs, stamps, state, action, actionSource, reward } = series;
    const timesMs = Array.from(timeNs, (ns) => Number(ns) / 1e6);
    const stateWidth = head.state.names.length;
    const actionWidth = head.action.names.length;
    return {
      summary: summarize(manifest),
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
      policy:
        head.policy === undefined
          ? null
          : { name: head.policy.name, spans: policySpans(actionSource, timesMs) },
      cameras: head.cameras.map(({ name }) => ({ name, ageMs: agesMs(timesMs, stamps[name]!) })),
    };
  }

  /** @throws AppError `not-found` for an episode, camera or row that is not there. */
  async frame(id: string, camera: string, row: number): Promise<EpisodeFrame> {
    return await this.#use(id, async (reader) => {
      const info = reader.manifest.head.cameras.find(({ name }) => name === camera);
      if (info === undefined) throw new AppError('not-found', `episode ${id} has no camera "${camera}"`);
      return { encoding: info.encoding, bytes: await reader.frame(camera, row) };
    });
  }

  /**
   * All cameras' bytes at a row, in the order of the episode's cameras; null before a camera's first picture.
   *
   * @throws AppError `not-found` for an episode or row that is not there.
   */
  async frames(id: string, row: number): Promise<(Uint8Array | null)[]> {
    return await this.#use(id, (reader) => reader.frames(row));
  }

  /** A discarded episode is moved: its open file must not be shown any more. */
  async forget(id: string): Promise<void> {
    await this.#readers.forget(episodeFolder(this.dataset, id));
  }

  async close(): Promise<void> {
    await this.#readers.close();
    await this.catalogue.close();
  }

  async #use<T>(id: string, work: (reader: EpisodeReader) => Promise<T>): Promise<T> {
    return await this.#readers.use(episodeFolder(this.dataset, id), work);
  }
}

/** Null before the camera's first picture. */
function agesMs(timesMs: readonly number[], { isPresent, stampNs }: StampSeries): (number | null)[] {
  return timesMs.map((timeMs, row) => (isPresent[row] === 1 ? timeMs - Number(stampNs[row]!) / 1e6 : null));
}

function column(rows: ArrayLike<number>, width: number, index: number): number[] {
  const length = Math.floor(rows.length / width);
  return Array.from({ length }, (_, row) => rows[row * width + index]!);
}

/** The stretches of steps whose actions were the policy's. */
function policySpans(
  sources: readonly (ActionSource | null)[],
  timesMs: readonly number[],
): { startMs: number; endMs: number }[] {
  const spans: { startMs: number; endMs: number }[] = [];
  sources.forEach((source, step) => {
    if (source !== 'policy') return;
    if (sources[step - 1] !== 'policy') spans.push({ startMs: timesMs[step]!, endMs: 0 });
    spans.at(-1)!.endMs = timesMs[step + 1]!;
  });
  return spans;
}
