import { Worker } from 'node:worker_threads';
import type { ExportChoice, ExportPreview, ExportProgress } from '../../core/contract/export.ts';
import { AppError, type ErrorValue } from '../../core/errors.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { ExportReport } from '../../datasets/export/report.ts';

export interface ExportTask {
  dataset: Dataset;
  choice: ExportChoice;
  /** Null for a preview. */
  out: string | null;
}

export type ExportNews =
  | { type: 'progress'; progress: ExportProgress }
  | { type: 'previewed'; preview: ExportPreview }
  | { type: 'exported'; report: Pick<ExportReport, 'totals' | 'episodes'> }
  | { type: 'failed'; error: ErrorValue };

/** An export or its preview in a thread of its own: whatever becomes of it, the station goes on. */
export class ExportThread {
  readonly #worker: Worker;
  readonly #ended: Promise<ExportNews>;

  constructor(task: ExportTask, onProgress: (progress: ExportProgress) => void) {
    this.#worker = new Worker(new URL('./export-run.worker.ts', import.meta.url), { workerData: task });
    this.#ended = new Promise((resolve) => {
      this.#worker.on('message', (news: ExportNews) => {
        if (news.type === 'progress') onProgress(news.progress);
        else resolve(news);
      });
      // What ended it is told by `exit`.
      this.#worker.on('error', (error) => console.error(`export: ${String(error)}`));
      this.#worker.on('exit', () => {
        const message = 'the thread of the export stopped; start it again, it goes on from there';
        resolve({ type: 'failed', error: { code: 'unavailable', message, details: {} } });
      });
    });
  }

  /** @throws AppError as `previewExport` */
  async preview(): Promise<ExportPreview> {
    const news = await this.#ended;
    if (news.type === 'previewed') return news.preview;
    throw faultOf(news);
  }

  /** @throws AppError as `runExport`, `unavailable` once it is cancelled. */
  async report(): Promise<Pick<ExportReport, 'totals' | 'episodes'>> {
    const news = await this.#ended;
    if (news.type === 'exported') return news.report;
    throw faultOf(news);
  }

  /** What is done stays, for the next time. */
  cancel(): void {
    this.#worker.postMessage('cancel');
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

function faultOf(news: ExportNews): AppError {
  if (news.type !== 'failed') return new AppError('internal', `an export answered by ${news.type}`);
  const { code, message, details } = news.error;
  return new AppError(code, message, { details: { ...details } });
}
