import { dirname, join, resolve } from 'node:path';
import type {
  ExportChoice,
  ExportOptions,
  ExportPreview,
  ExportProgress,
  ExportsState,
  PastExport,
} from '../../core/contract/export.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { assertOutFolder } from '../../datasets/export/out-folder.ts';
import { EXPORT_TARGETS } from '../../datasets/export/targets.ts';
import { addToExportHistory, readExportHistory } from '../../datasets/export-history.ts';
import { listRecipes } from '../../datasets/recipes/recipe-library.ts';
import { ExportRate } from './export-rate.ts';
import { ExportThread } from './export-thread.ts';
import { outcomeOf } from './past-export.ts';

const NOT_YET: ExportProgress = { stage: 'planning', episodes: 0, episodesDone: 0, steps: 0, stepsDone: 0 };

interface Running {
  choice: ExportChoice;
  out: string;
  by: string;
  thread: ExportThread;
  startedMs: number;
  at: string;
  progress: ExportProgress;
  rate: ExportRate;
  isCancelled: boolean;
  /** Until it is in the history. */
  ended: Promise<void>;
}

interface Previewing {
  number: number;
  thread: ExportThread;
  ready: ExportPreview | null;
  fault: unknown;
}

/** Exports and their previews, one at a time, in threads; what was exported is kept in the dataset. */
export class ExportDesk {
  readonly #dataset: Dataset;
  #running: Running | null = null;
  #previewing: Previewing | null = null;
  #lastPreview = 0;

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
  }

  /** @throws AppError `io` */
  async options(): Promise<ExportOptions> {
    const { recipes, unreadable } = await listRecipes(this.#dataset);
    return {
      targets: EXPORT_TARGETS.map(({ name, title, loader, hasVideo }) => ({ name, title, loader, hasVideo })),
      recipes: recipes.map(({ recipe: { name, description }, isOwn }) => ({ name, description, isOwn })),
      unreadable,
      folder: this.#folder,
    };
  }

  /** @throws AppError `not-allowed` while an export is under way. */
  async preview(choice: ExportChoice): Promise<{ preview: number }> {
    this.#assertNoneRuns();
    const before = this.#previewing;
    this.#lastPreview += 1;
    const thread = new ExportThread({ dataset: this.#dataset, choice, out: null }, () => {});
    const previewing: Previewing = { number: this.#lastPreview, thread, ready: null, fault: null };
    this.#previewing = previewing;
    thread.preview().then(
      (preview) => {
        previewing.ready = preview;
      },
      (error: unknown) => {
        previewing.fault = error;
      },
    );
    // Afterwards: of two that are asked for at once, the one that the other takes the place of is closed, too.
    await before?.thread.close();
    return { preview: previewing.number };
  }

  /** @throws AppError `not-found` once another one took its place, and what kept it from being made. */
  previewed(number: number): { preview: ExportPreview | null } {
    const previewing = this.#previewing;
    if (previewing?.number !== number)
      throw new AppError('not-found', 'another preview was made since: ask for yours again');
    if (previewing.fault !== null) throw previewing.fault;
    return { preview: previewing.ready };
  }

  /** @throws AppError `not-allowed` while an export is under way, `invalid-input` for a folder in the dataset. */
  start({ out, by, ...choice }: ExportChoice & { out: string; by: string }): void {
    this.#assertNoneRuns();
    const folder = resolve(this.#folder, out);
    assertOutFolder(this.#dataset, folder);
    const rate = new ExportRate();
    const thread = new ExportThread({ dataset: this.#dataset, choice, out: folder }, (progress) => {
      running.progress = progress;
      if (progress.stage === 'writing') rate.add(performance.now(), progress.stepsDone);
    });
    const running: Running = {
      choice,
      out: folder,
      by,
      thread,
      startedMs: performance.now(),
      at: new Date().toISOString(),
      progress: NOT_YET,
      rate,
      isCancelled: false,
      ended: Promise.resolve(),
    };
    this.#running = running;
    running.ended = this.#finish(running);
  }

  cancel(): void {
    if (this.#running === null) throw new AppError('not-allowed', 'no export is under way');
    this.#running.isCancelled = true;
    this.#running.thread.cancel();
  }

  async state(): Promise<ExportsState> {
    const history = await readExportHistory(this.#dataset);
    const running = this.#running;
    if (running === null) return { running: null, history };
    const { choice, out, progress, rate, startedMs } = running;
    const { perSecond } = rate;
    const left = progress.steps - progress.stepsDone;
    return {
      history,
      running: {
        ...choice,
        out,
        progress,
        elapsedMs: performance.now() - startedMs,
        stepsPerSecond: perSecond,
        leftMs: perSecond === null || perSecond === 0 ? null : (left / perSecond) * 1000,
      },
    };
  }

  async close(): Promise<void> {
    await this.#previewing?.thread.close();
    await this.#running?.thread.close();
    await this.#running?.ended;
  }

  get #folder(): string {
    return join(dirname(this.#dataset.path), 'exports');
  }

  #assertNoneRuns(): void {
    if (this.#running === null) return;
    const { version, target } = this.#running.choice;
    throw new AppError('not-allowed', `${version} is being exported to ${target}: wait for it, or cancel it`);
  }

  async #finish(running: Running): Promise<void> {
    const { choice, out, by, at, startedMs, thread } = running;
    const outcome = await outcomeOf(thread.report(), () => running.isCancelled);
    const durationMs = Math.round(performance.now() - startedMs);
    const past: PastExport = { at, by, ...choice, out, durationMs, ...outcome };
    await addToExportHistory(this.#dataset, past).catch((error: unknown) => {
      console.error(`exports: ${messageOf(error)}`);
    });
    this.#running = null;
  }
}
