import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** The file that marks a dataset's folder; the system opens it with Retrace. */
const DATASET_FILE = 'dataset.json';

/** @returns the dataset that a dropped, opened or passed path means: its folder; null when it is neither */
export function datasetOf(path: string): string | null {
  const folder = basename(path) === DATASET_FILE ? dirname(path) : path;
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? resolve(folder) : null;
}

/** @param args of the command line without Electron's own: the first one that is a dataset */
export function datasetInArguments(args: readonly string[]): string | null {
  for (const arg of args) {
    const dataset = arg.startsWith('-') || !statSync(arg, { throwIfNoEntry: false }) ? null : datasetOf(arg);
    if (dataset !== null) return dataset;
  }
  return null;
}
