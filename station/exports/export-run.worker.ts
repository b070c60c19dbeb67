import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError, toErrorValue } from '../../core/errors.ts';
import { previewExport } from '../../datasets/export/preview.ts';
import { runExport } from '../../datasets/export/run-export.ts';
import { findTarget } from '../../datasets/export/targets.ts';
import { findRecipe } from '../../datasets/recipes/recipe-library.ts';
import { readVersion } from '../../datasets/versions.ts';
import type { ExportNews, ExportTask } from './export-thread.ts';

const { dataset, choice, out } = workerData as ExportTask;
const cancel = new AbortController();

// On Linux this is of this thread alone; elsewhere it would be of the whole process, recording included.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

parentPort!.once('message', () => cancel.abort());
tell(await run());
parentPort!.close();

async function run(): Promise<ExportNews> {
  try {
    const job = {
      dataset,
      version: await readVersion(dataset, choice.version),
      recipe: await findRecipe(dataset, choice.recipe),
      target: findTarget(choice.target),
    };
    if (out === null) return { type: 'previewed', preview: await previewExport(job) };
    const { totals, episodes } = await runExport({
      ...job,
      out,
      signal: cancel.signal,
      isInBackground: true,
      onProgress: (progress) => tell({ type: 'progress', progress }),
    });
    return { type: 'exported', report: { totals, episodes } };
  } catch (error) {
    const fault = cancel.signal.aborted ? new AppError('unavailable', 'the export was cancelled') : error;
    return { type: 'failed', error: toErrorValue(fault) };
  }
}

function tell(news: ExportNews): void {
  parentPort!.postMessage(news);
}
