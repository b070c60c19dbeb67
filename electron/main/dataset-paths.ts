import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** A file that stands for the folder it is in: the dataset's own, or one that the system opens with Retrace. */
const DATASET_FILE = /^dataset\.json$|\.retrace$/;

/** @returns the dataset that a dropped, opened or passed path means: its folder; null when it is neither */
export function datasetOf(path: string): string | null {
  const folder = DATASET_FILE.test(basename(path)) && isFile(path) ? dirname(path) : path;
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? resolve(folder) : null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
