import type { Recipe } from '../recipes/recipe.ts';
import type { Trajectory } from '../recipes/trajectory.ts';
import type { Pictures } from './pictures.ts';

/** Where the data of an export come from; it stands in every export. */
export interface Provenance {
  software: { name: string; version: string };
  dataset: string;
  version: { name: string; sha256: string };
  recipe: Recipe;
}

/** What all trajectories of an export have in common. */
export interface Layout {
  stateNames: string[];
  actionNames: string[];
  cameras: { name: string; encoding: 'jpeg' | 'png'; widthPx: number; heightPx: number }[];
  hz: number;
}

export interface ExportInfo {
  /** A name for file systems and loaders: lower-case letters, digits, dashes. */
  name: string;
  provenance: Provenance;
  layout: Layout;
  /** Of all trajectories, in the order in which they first come. */
  tasks: string[];
}

/** Where a trajectory stands in the export. */
export interface Place {
  /** Its number, counted from 0. */
  index: number;
  /** Steps of all trajectories before it. */
  firstStep: number;
}

/**
 * The folder of an unfinished export for what only `finish` reads. Whoever runs the export removes it when all else is
 * on the disk: until then `finish` can be done again.
 */
export const PARTS = 'parts';

/** Another tool's format: one folder that its own loader reads. */
export interface ExportTarget<R = unknown> {
  name: string;
  title: string;
  /** How the folder is opened, for people. */
  loader: string;
  /** Needs ffmpeg. */
  hasVideo: boolean;
  /** Every picture must be a JPEG. */
  needsJpeg: boolean;
  /**
   * Touches no disk.
   *
   * @throws AppError `invalid-input` for a layout that the format cannot hold.
   */
  open(folder: string, info: ExportInfo): TargetWriter<R>;
}

export interface TargetWriter<R = unknown> {
  /**
   * Write one trajectory, in files of its own below the folder. Each is written by a writer of its own, on any
   * thread and in any order. The result comes back in `finish`, as JSON made of it.
   *
   * @throws AppError `invalid-input`, `corrupt` or `not-found` for an episode that cannot be written.
   */
  add(place: Place, trajectory: Trajectory, pictures: Pictures): Promise<R>;
  /**
   * What stands for all trajectories, once all are in the folder. After an interruption it is done again, from the
   * begin, whatever it had done.
   *
   * @param assertWanted is asked between two trajectories where that takes long, and throws when it is cancelled
   */
  finish(results: R[], assertWanted: () => void): Promise<void>;
}
