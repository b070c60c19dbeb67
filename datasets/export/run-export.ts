import { rename, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ExportProgress } from '../../core/contract/export.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import { SOFTWARE } from '../../core/version.ts';
import type { Dataset } from '../dataset.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { ensureFolder, replaceFile, syncFolder } from '../storage/files.ts';
import { toJson } from '../storage/json.ts';
import type { Version } from '../version.ts';
import { ExportPool } from './export-pool.ts';
import { assertFfmpeg } from './ffmpeg.ts';
import { syncTree } from './folders.ts';
import { Journal } from './journal.ts';
import { assertOutFolder } from './out-folder.ts';
import type { EpisodePlan } from './plan.ts';
import { infoOf, planExport, plannedOf } from './plan-export.ts';
import { type ExportReport, REPORT_FILE, reportOf } from './report.ts';
import { isStillPlanned, withKnownFaults } from './resume.ts';
import { type ExportInfo, type ExportTarget, PARTS, type Provenance } from './target.ts';
import { writeEpisodes } from './write-episodes.ts';

export interface ExportJob {
  dataset: Dataset;
  version: Version;
  recipe: Recipe;
  target: ExportTarget;
  /** The folder that is made; until it is whole it is called `<out>.partial`. */
  out: string;
  signal?: AbortSignal;
  /** Gives way to all else on the computer, such as a recording in the same process. */
  isInBackground?: boolean;
  onProgress?(progress: ExportProgress): void;
}

/** A long episode moves on between two notices. */
const PROGRESS_PERIOD_MS = 250;

/**
 * Export a version through a recipe, on all cores. The folder appears as a whole or not at all; an
 * export that was interrupted or cancelled goes on where it stood. An episode that is damaged, or that the format
 * cannot hold beside the others, is left out and in the report; nothing else is.
 *
 * @throws AppError `not-allowed` when `out` exists, or its unfinished form that is none; `invalid-input` when it is in
 * the dataset, or with the reasons when no episode is left; `unavailable` without ffmpeg where the target needs it, `io`; the signal's reason when it is aborted.
 */
export async function runExport(job: ExportJob): Promise<ExportReport> {
  const { dataset, recipe, target, signal } = job;
  const out = resolve(job.out);
  assertOutFolder(dataset, out);
  if (target.hasVideo) await assertFfmpeg();
  const pool = new ExportPool({
    dataset,
    recipe,
    target: target.name,
    priority: job.isInBackground ? constants.priority.PRIORITY_LOW : constants.priority.PRIORITY_NORMAL,
  });
  const cancel = (): void => pool.cancel();
  signal?.addEventListener('abort', cancel);
  try {
    signal?.throwIfAborted();
    return await exportWith(pool, out, job);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (cause instanceof AppError && cause.code !== 'internal') throw cause;
    throw new AppError('io', `the export cannot be written: ${messageOf(cause)} (${out}.partial)`, { cause });
  } finally {
    signal?.removeEventListener('abort', cancel);
    await pool.close();
  }
}

async function exportWith(pool: ExportPool, out: string, job: ExportJob): Promise<ExportReport> {
  const { version, recipe, target, onProgress = () => {} } = job;
  const provenance = provenanceOf(job);
  const episodes = version.episodes.length;
  const planned = await planExport(pool, version, recipe, target, (episodesDone) =>
    onProgress({ stage: 'planning', episodes, episodesDone, steps: 0, stepsDone: 0 }),
  );
  // A layout that the format cannot hold is refused before anything is written.
  target.open(out, someInfo(provenance, planned));
  const partial = `${out}.partial`;
  await ensureFolder(dirname(out));
  const journal = await Journal.open(partial, target.name, provenance, (entries) =>
    isStillPlanned(entries, planned),
  );
  const left = withKnownFaults(planned, journal.entries);
  const progress = new WritingProgress(pool, left, journal, onProgress);
  let plans: EpisodePlan[];
  try {
    const writing = { pool, version, provenance, journal, folder: partial, onWritten: () => progress.tell() };
    plans = await writeEpisodes(left, writing);
  } finally {
    progress.close();
  }
  if (plannedOf(plans).length === 0) await rm(partial, { recursive: true });
  const info = someInfo(provenance, plans);
  progress.tell('finishing');
  const written = journal.entries.flatMap((entry) => entry.written);
  await target.open(partial, info).finish(written, () => pool.assertWanted());
  const results = journal.entries.map(({ result }) => result);
  const report = reportOf(target.name, provenance, results);
  await replaceFile(join(partial, REPORT_FILE), `${toJson(report, 2)}\n`);
  // Before its name says that an export is whole, all of it must be on the disk.
  await syncTree(partial);
  pool.assertWanted();
  // Only now: a folder with neither a report nor a journal would never be taken for an export's again, and without
  // the parts it could not be finished again.
  await journal.remove();
  await rm(join(partial, PARTS), { recursive: true, force: true });
  await syncFolder(partial);
  await rename(partial, out);
  await syncFolder(dirname(out));
  return report;
}

export function provenanceOf({
  dataset,
  version,
  recipe,
}: Pick<ExportJob, 'dataset' | 'version' | 'recipe'>): Provenance {
  const { name, sha256 } = version;
  return { software: SOFTWARE, dataset: dataset.info.name, version: { name, sha256 }, recipe };
}

/** @throws AppError `invalid-input` with the reasons when nothing is left. */
function someInfo(provenance: Provenance, plans: readonly EpisodePlan[]): ExportInfo {
  const info = infoOf(provenance, plans);
  if (info !== null) return info;
  const byReason = Map.groupBy(plans, (plan) => ('reason' in plan ? plan.reason : ''));
  const reasons = [...byReason].map(
    ([reason, those]) => `${reason}: ${those.map(({ id }) => id).join(', ')}`,
  );
  throw new AppError('invalid-input', `nothing is left to export:\n  ${reasons.join('\n  ')}`, {
    details: { episodes: plans },
  });
}

/** Tells how far the writing is: by what is noted, and between two episodes by pictures. */
class WritingProgress {
  readonly #pool: ExportPool;
  readonly #journal: Journal;
  readonly #steps: number;
  readonly #stepsBefore: number;
  readonly #cameras: number;
  readonly #onProgress: (progress: ExportProgress) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #episodes: number;

  constructor(
    pool: ExportPool,
    plans: readonly EpisodePlan[],
    journal: Journal,
    onProgress: (progress: ExportProgress) => void,
  ) {
    const planned = plannedOf(plans);
    this.#pool = pool;
    this.#journal = journal;
    this.#steps = planned.reduce((sum, { steps }) => sum + steps, 0);
    this.#cameras = planned[0]?.layout.cameras.length ?? 0;
    this.#stepsBefore = this.#stepsNoted;
    this.#onProgress = onProgress;
    this.#episodes = plans.length;
    this.#timer = setInterval(() => this.tell(), PROGRESS_PERIOD_MS);
    this.tell();
  }

  tell(stage: 'writing' | 'finishing' = 'writing'): void {
    const byPictures = this.#cameras === 0 ? 0 : Math.floor(this.#pool.pictures / this.#cameras);
    this.#onProgress({
      stage,
      episodes: this.#episodes,
      episodesDone: this.#journal.entries.length,
      steps: this.#steps,
      stepsDone: Math.min(this.#steps, Math.max(this.#stepsNoted, this.#stepsBefore + byPictures)),
    });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  get #stepsNoted(): number {
    return this.#journal.entries
      .flatMap(({ result }) => (result.status === 'written' ? result.trajectories : []))
      .reduce((sum, { steps }) => sum + steps, 0);
  }
}
