import { type RunnerTask, type RunnerTestFile, TestRunner } from 'vitest';
import { findElectron } from '../../station/cli/electron-runtime.ts';

/** Where Electron's runtime is not there, each test of the desktop app is reported as skipped, by its name. */
// biome-ignore lint/style/noDefaultExport: vitest takes a runner by its default export
export default class SkipWithoutElectron extends TestRunner {
  onCollected(files: RunnerTestFile[]): void {
    const electron = findElectron();
    if (!('missingBecause' in electron)) return;
    console.warn(`skipped, all tests in the desktop app: ${electron.missingBecause}`);
    for (const file of files) skip(file);
  }
}

function skip(task: RunnerTask): void {
  task.mode = 'skip';
  if ('tasks' in task) for (const inner of task.tasks) skip(inner);
}
