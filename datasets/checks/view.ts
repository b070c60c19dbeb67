import { AppError } from '../../core/errors.ts';
import { type Dataset, episodeFolder } from '../dataset.ts';
import { foldLabels } from '../episode/label-state.ts';
import { type EpisodeReader, openEpisode } from '../episode/reader.ts';
import { assignSteps } from '../episode/segments.ts';
import { readLabels } from '../labels.ts';
import type { EpisodeView } from './check.ts';
import { decodeGray, describePicture, type Picture } from './picture.ts';

/** Between two pictures that are looked at. */
const PICTURE_PERIOD_NS = 250e6;
/** Longer episodes are looked at less often. */
const MOST_PICTURES = 240;

/** Called between two pieces of work; it waits while the checks are paused. */
export type Breathe = () => void;

/**
 * Read what the checks look at. Of each camera about four pictures a second are decoded, and those at which a
 * segment ends; PNG of depth cameras and pictures that are broken are left out.
 *
 * @throws AppError as `openEpisode` and `readLabels`.
 */
export async function viewEpisode(dataset: Dataset, id: string, breathe: Breathe): Promise<EpisodeView> {
  const { labels } = await readLabels(dataset, id);
  const reader = await openEpisode(episodeFolder(dataset, id));
  try {
    const { manifest } = reader;
    const series = await reader.series();
    const timesNs = Float64Array.from(series.timeNs, Number);
    const judged = foldLabels(labels);
    const outcome = judged.outcome ?? manifest.outcome;
    const segments = judged.segments === null ? manifest.segments : assignSteps(judged.segments, timesNs);
    const ends = segments.map(({ endStep }) => endStep);
    const rows = rowsToLookAt(timesNs, ends);
    const pictures: Record<string, Picture[]> = {};
    for (const { name, encoding } of manifest.head.cameras) {
      pictures[name] = encoding === 'jpeg' ? await lookAt(reader, name, rows, timesNs, breathe) : [];
    }
    return { manifest, outcome, segments, series, timesNs, pictures };
  } finally {
    await reader.close();
  }
}

async function lookAt(
  reader: EpisodeReader,
  camera: string,
  rows: readonly number[],
  timesNs: Float64Array,
  breathe: Breathe,
): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const row of rows) {
    breathe();
    try {
      pictures.push(describePicture(decodeGray(await reader.frame(camera, row)), row, timesNs[row]!));
    } catch (error) {
      // Not there yet, or broken: the recorder's findings say so.
      if (error instanceof AppError && error.code !== 'not-found') throw error;
    }
  }
  return pictures;
}

export function rowsToLookAt(timesNs: Float64Array, ends: readonly number[]): number[] {
  const last = timesNs.length - 1;
  const periodNs = Math.max(PICTURE_PERIOD_NS, (timesNs[last] ?? 0) / MOST_PICTURES);
  const rows = new Set(ends.map((end) => Math.min(end, last)));
  let nextNs = 0;
  timesNs.forEach((timeNs, row) => {
    if (timeNs < nextNs) return;
    rows.add(row);
    nextNs = timeNs + periodNs;
  });
  return [...rows].sort((a, b) => a - b);
}
