import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A column of a run's `metrics.csv` by step; null where the run has none. */
export function readCurve(folder: string, column: string): { step: number; value: number }[] | null {
  const path = join(folder, 'metrics.csv');
  if (!existsSync(path)) return null;
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = header!.split(',');
  const index = names.indexOf(column);
  if (index < 0) return null;
  return lines.map((line) => {
    const cells = line.split(',');
    return { step: Number(cells[names.indexOf('step')]), value: Number(cells[index]) };
  });
}
