import { existsSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { AppError } from '../../core/errors.ts';
import type { Dataset } from '../dataset.ts';

/**
 * @param out absolute
 * @throws AppError `invalid-input` for a folder in the dataset, `not-allowed` for one that is there
 */
export function assertOutFolder({ path }: Dataset, out: string): void {
  const way = relative(path, out);
  if (way.split(sep)[0] !== '..' && !isAbsolute(way)) {
    throw new AppError('invalid-input', `the dataset's own folder is no place for an export (${out})`);
  }
  if (existsSync(out)) {
    throw new AppError('not-allowed', `there is something already: choose another folder (${out})`);
  }
}
