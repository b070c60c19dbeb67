import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Bool, Float32, Float64, Int32, Int64, Utf8 } from 'apache-arrow';
import type { Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder } from '../../storage/files.ts';
import { type Column, writeParquet } from '../parquet.ts';
import type { ExportTarget, Place, TargetWriter } from '../target.ts';

interface EpisodeRow {
  episode: number;
  episode_id: string;
  clip: number;
  split: string;
  task: string;
  operator: string;
  protocol: string;
  outcome: string;
  steps: number;
}

/** The numbers of all steps, a column a quantity, for pandas and DuckDB; `episodes.csv` says what each one is. */
export function tables(format: 'csv' | 'parquet'): ExportTarget<EpisodeRow> {
  return {
    name: format,
    title: `tables of the low-dimensional part, ${format === 'csv' ? 'CSV' : 'Parquet'}`,
    loader: `duckdb.sql("SELECT * FROM '<out>/steps/*.${format}'")`,
    hasVideo: false,
    needsJpeg: false,
    open: (folder) => new TableWriter(folder, format),
  };
}

class TableWriter implements TargetWriter<EpisodeRow> {
  readonly #folder: string;
  readonly #format: 'csv' | 'parquet';

  constructor(folder: string, format: 'csv' | 'parquet') {
    this.#folder = folder;
    this.#format = format;
  }

  async add({ index }: Place, trajectory: Trajectory): Promise<EpisodeRow> {
    const folder = join(this.#folder, 'steps');
    await ensureFolder(folder);
    const path = join(folder, `episode-${String(index).padStart(6, '0')}.${this.#format}`);
    const columns = stepColumns(index, trajectory);
    if (this.#format === 'csv') await writeFile(path, csvOf(columns));
    else await writeParquet(path, columns);
    const { episodeId, clip, split, task, operator, protocol, outcome, steps } = trajectory;
    return { episode: index, episode_id: episodeId, clip, split, task, operator, protocol, outcome, steps };
  }

  async finish(episodes: EpisodeRow[]): Promise<void> {
    const names = Object.keys(episodes[0]!) as (keyof EpisodeRow)[];
    const lines = [names, ...episodes.map((episode) => names.map((name) => episode[name]))];
    await writeFile(join(this.#folder, 'episodes.csv'), lines.map(csvLine).join(''));
  }
}

interface StepColumn extends Column {
  values: (number | bigint | boolean | string | null)[];
}

/** T + 1 rows; the last one has the final observation, and nothing where a step would have its action. */
function stepColumns(index: number, trajectory: Trajectory): StepColumn[] {
  const { steps, stateNames, state, actionNames, action, reward, discount, timesNs, phase } = trajectory;
  const rows = Array.from({ length: steps + 1 }, (_, row) => row);
  const perStep = <T>(value: (row: number) => T) => rows.map((row) => (row < steps ? value(row) : null));
  const quantity = (prefix: string, names: string[], values: Float32Array, count: number): StepColumn[] =>
    names.map((name, at) => ({
      name: `${prefix}.${name}`,
      type: new Float32(),
      values: rows.map((row) => (row < count ? values[row * names.length + at]! : null)),
    }));
  return [
    { name: 'episode', type: new Int32(), values: rows.map(() => index) },
    { name: 'step', type: new Int32(), values: rows },
    { name: 'time_s', type: new Float64(), values: rows.map((row) => row / trajectory.hz) },
    { name: 'capture_time_ns', type: new Int64(), values: [...timesNs] },
    { name: 'phase', type: new Utf8(), values: phase },
    { name: 'attempt', type: new Int32(), values: [...trajectory.attempt] },
    ...quantity('state', stateNames, state, steps + 1),
    ...quantity('action', actionNames, action, steps),
    { name: 'reward', type: new Float32(), values: perStep((row) => reward[row]!) },
    { name: 'discount', type: new Float32(), values: perStep((row) => discount[row]!) },
    ...(['isTerminated', 'isTruncated'] as const).map((flag) => ({
      name: flag === 'isTerminated' ? 'terminated' : 'truncated',
      type: new Bool(),
      values: perStep((row) => trajectory[flag] && row === steps - 1),
    })),
  ];
}

function csvOf(columns: StepColumn[]): string {
  const rows = columns[0]!.values.length;
  const lines = [columns.map(({ name }) => name)] as (string | number | bigint | boolean | null)[][];
  for (let row = 0; row < rows; row += 1) lines.push(columns.map(({ values }) => values[row]!));
  return lines.map(csvLine).join('');
}

/** RFC 4180, with bare line feeds; null is an empty field. */
function csvLine(values: readonly (string | number | bigint | boolean | null)[]): string {
  const fields = values.map((value) => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${fields.join(',')}\n`;
}
