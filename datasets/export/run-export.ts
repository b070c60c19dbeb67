import { access, open as openFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError, messageOf } from '../../core/errors.ts';
import { SOFTWARE } from '../../core/version.ts';
import { type Dataset, episodeFolder } from '../dataset.ts';
import { EPISODE_FILES } from '../episode/columns.ts';
import { judgeEpisode } from '../episode/judged.ts';
import { type EpisodeReader, openEpisode } from '../episode/reader.ts';
import { applyRecipe } from '../recipes/apply.ts';
import { whyLeftOut } from '../recipes/filter.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Trajectory } from '../recipes/trajectory.ts';
import { hashFile } from '../storage/file-hash.ts';
import { ensureFolder, replaceFile, syncFolder } from '../storage/files.ts';
import { toJson } from '../storage/json.ts';
import type { FrozenEpisode, Version } from '../version.ts';
import { assertFfmpeg } from './ffmpeg.ts';
import { Journal } from './journal.ts';
import { Pictures } from './pictures.ts';
import {
  type EpisodeResult,
  type ExportReport,
  REPORT_FILE,
  reportOf,
  type TrajectoryReport,
} from './report.ts';
import type { ExportInfo, ExportTarget, Layout, Provenance, TargetWriter } from './target.ts';

export interface ExportJob {
  dataset: Dataset;
  version: Version;
  recipe: Recipe;
  target: ExportTarget;
  /** The folder that is made; until it is whole it is called `<out>.partial`. */
  out: string;
  signal?: AbortSignal;
  onProgress?(progress: ExportProgress): void;
}

export interface ExportProgress {
  episodes: number;
  episodesDone: number;
  stepsDone: number;
}

/**
 * Export a version through a recipe. The folder appears as a whole or not at all; an export that was interrupted
 * or cancelled goes on where it stood, if its target can. An episode that is damaged, or that the format cannot
 * hold beside the others, is left out and in the report; nothing else is.
 *
 * @throws AppError `not-allowed` when `out` exists, `invalid-input` with the reasons when no episode is left,
 * `unavailable` without ffmpeg where the target needs it, `io`; the signal's reason when it is aborted.
 */
export async function runExport(job: ExportJob): Promise<ExportReport> {
  const { dataset, version, recipe, target, signal } = job;
  const out = resolve(job.out);
  if (await exists(out)) {
    throw new AppError('not-allowed', `there is something already: choose another folder (${out})`);
  }
  if (target.hasVideo) await assertFfmpeg();
  const provenance: Provenance = {
    software: SOFTWARE,
    dataset: dataset.info.name,
    version: { name: version.name, sha256: version.sha256 },
    recipe,
  };
  const partial = `${out}.partial`;
  try {
    await ensureFolder(dirname(out));
    const journal = await Journal.open(partial, target.name, provenance, target.canResume);
    const exporting = new Exporting(job, partial, provenance, journal);
    for (const frozen of version.episodes.slice(journal.entries.length)) {
      signal?.throwIfAborted();
      await exporting.add(frozen);
    }
    const report = await exporting.finish();
    await journal.remove();
    await replaceFile(join(partial, REPORT_FILE), `${toJson(report, 2)}\n`);
    await syncAll(partial);
    await rename(partial, out);
    await syncFolder(dirname(out));
    return report;
  } catch (cause) {
    if (cause instanceof AppError || signal?.aborted) throw cause;
    throw new AppError('io', `the export cannot be written: ${messageOf(cause)} (${partial})`, { cause });
  }
}

class Exporting {
  readonly #job: ExportJob;
  readonly #folder: string;
  readonly #provenance: Provenance;
  readonly #journal: Journal;
  #writer: TargetWriter | null = null;
  #layout: Layout | null = null;

  constructor(job: ExportJob, folder: string, provenance: Provenance, journal: Journal) {
    this.#job = job;
    this.#folder = folder;
    this.#provenance = provenance;
    this.#journal = journal;
  }

  async add(frozen: FrozenEpisode): Promise<void> {
    const written: unknown[] = [];
    const result = await this.#export(frozen, written);
    await this.#journal.add({ result, written });
    this.#job.onProgress?.({
      episodes: this.#job.version.episodes.length,
      episodesDone: this.#journal.entries.length,
      stepsDone: this.#trajectories().reduce((sum, { steps }) => sum + steps, 0),
    });
  }

  async finish(): Promise<ExportReport> {
    const results = this.#journal.entries.map(({ result }) => result);
    const written = this.#journal.entries.flatMap((entry) => entry.written);
    if (written.length === 0) {
      await rm(this.#folder, { recursive: true, force: true });
      const reasons = results.map((result) => `${result.id}: ${'reason' in result ? result.reason : ''}`);
      throw new AppError('invalid-input', `nothing is left to export:\n  ${reasons.join('\n  ')}`, {
        details: { episodes: results },
      });
    }
    // All episodes may have been done before an interruption: the writer is still to be opened.
    this.#writer ??= await this.#reopen();
    await this.#writer.finish(written);
    return reportOf(this.#job.target.name, this.#provenance, results);
  }

  /** A fault of the episode becomes its result; a fault of the disk or the target ends the export. */
  async #export(frozen: FrozenEpisode, written: unknown[]): Promise<EpisodeResult> {
    const { id } = frozen;
    const { signal, recipe, target } = this.#job;
    let reader: EpisodeReader | null = null;
    try {
      let trajectories: Trajectory[];
      let pictures: Pictures;
      try {
        reader = await this.#openFrozen(frozen);
        const planned = await planEpisode(reader, frozen, recipe);
        if ('reason' in planned) return { id, status: 'left-out', reason: planned.reason };
        trajectories = planned.trajectories;
        pictures = new Pictures(reader, recipe.images);
        for (const trajectory of trajectories) {
          this.#assertFits(trajectory);
          if (target.hasPixels) await pictures.check(trajectory.cameras, signal);
        }
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { id, status: 'failed', reason: error.message };
      }
      const reports: TrajectoryReport[] = [];
      const first = this.#trajectories().length;
      for (const [index, trajectory] of trajectories.entries()) {
        signal?.throwIfAborted();
        this.#writer ??= await this.#open();
        written.push(await this.#writer.add(first + index, trajectory, pictures));
        reports.push(reportOfTrajectory(first + index, trajectory));
      }
      return { id, status: 'written', trajectories: reports };
    } finally {
      await reader?.close();
    }
  }

  async #openFrozen({ id, sha256 }: FrozenEpisode): Promise<EpisodeReader> {
    const folder = episodeFolder(this.#job.dataset, id);
    const reader = await openEpisode(folder);
    const found = await hashFile(join(folder, EPISODE_FILES.data));
    if (found === sha256) return reader;
    await reader.close();
    throw new AppError(
      'corrupt',
      `its bytes are not those that were frozen: ${found}, not ${sha256} (${folder})`,
    );
  }

  /** The first trajectory says what all must have. */
  #assertFits({ stateNames, actionNames, cameras, hz }: Trajectory): void {
    const layout: Layout = {
      stateNames,
      actionNames,
      cameras: cameras.map(({ name, encoding, widthPx, heightPx }) => ({
        name,
        encoding,
        widthPx,
        heightPx,
      })),
      hz,
    };
    const png = cameras.find(({ encoding }) => encoding === 'png');
    if (png !== undefined && (this.#job.target.hasPixels || this.#job.recipe.images !== null)) {
      throw new AppError(
        'invalid-input',
        `camera "${png.name}" sends PNG, whose pixels are not decoded here: name the others in the recipe’s "cameras"`,
      );
    }
    this.#layout ??= layout;
    if (isDeepStrictEqual(this.#layout, layout)) return;
    throw new AppError(
      'invalid-input',
      `it does not fit the episodes before it: ${toJson(layout)}, not ${toJson(this.#layout)}`,
    );
  }

  #info(): ExportInfo {
    const { version, recipe } = this.#provenance;
    const name = `${version.name}-${recipe.name}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    return { name, provenance: this.#provenance, layout: this.#layout! };
  }

  async #reopen(): Promise<TargetWriter> {
    const ids = this.#journal.entries.flatMap(({ result }) =>
      result.status === 'written' ? [result.id] : [],
    );
    const frozen = this.#job.version.episodes.find(({ id }) => id === ids[0])!;
    const reader = await this.#openFrozen(frozen);
    try {
      const planned = await planEpisode(reader, frozen, this.#job.recipe);
      if ('trajectories' in planned)
        for (const trajectory of planned.trajectories) this.#assertFits(trajectory);
    } finally {
      await reader.close();
    }
    return await this.#open();
  }

  async #open(): Promise<TargetWriter> {
    const done = this.#journal.entries.flatMap((entry) => entry.written);
    return await this.#job.target.open(this.#folder, this.#info(), done);
  }

  #trajectories(): TrajectoryReport[] {
    return this.#journal.entries.flatMap(({ result }) =>
      result.status === 'written' ? result.trajectories : [],
    );
  }
}

async function planEpisode(
  reader: EpisodeReader,
  frozen: FrozenEpisode,
  recipe: Recipe,
): Promise<{ reason: string } | { trajectories: Trajectory[] }> {
  const { manifest } = reader;
  const series = await reader.series();
  const judged = judgeEpisode(manifest, Array.from(series.timeNs, Number), frozen);
  const reason = whyLeftOut(recipe, manifest, frozen, judged.segments);
  if (reason !== null) return { reason };
  const trajectories = applyRecipe({ manifest, series, judged }, recipe);
  return trajectories.length === 0 ? { reason: 'the recipe keeps none of its steps' } : { trajectories };
}

function reportOfTrajectory(index: number, trajectory: Trajectory): TrajectoryReport {
  const { split, steps, timesNs, isTerminated, samples } = trajectory;
  return {
    index,
    split,
    steps,
    startNs: Number(timesNs[0]),
    endNs: Number(timesNs.at(-1)),
    isTerminated,
    samples,
  };
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Before its name says that an export is whole, all of it must be on the disk. */
async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncAll(path);
    else {
      const file = await openFile(path, 'r');
      try {
        await file.datasync();
      } finally {
        await file.close();
      }
    }
  }
  await syncFolder(folder);
}
