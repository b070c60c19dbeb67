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
}

/** Another tool's format: one folder that its own loader reads. */
export interface ExportTarget<R = unknown> {
  name: string;
  title: string;
  /** How the folder is opened, for people. */
  loader: string;
  /** Needs ffmpeg. */
  hasVideo: boolean;
  /** Looks at pixels, so that every picture must be a JPEG that can be decoded. */
  hasPixels: boolean;
  /** Each trajectory is files of its own, so that an interrupted export can go on. */
  canResume: boolean;
  /**
   * @param done what `add` returned before an interruption
   * @throws AppError `invalid-input` for data that the format cannot hold.
   */
  open(folder: string, info: ExportInfo, done: R[]): Promise<TargetWriter<R>>;
}

export interface TargetWriter<R = unknown> {
  /**
   * Write trajectory number `index`, counted from 0 over the whole export. The result comes back in `finish`,
   * after a resume as JSON made of it.
   */
  add(index: number, trajectory: Trajectory, pictures: Pictures): Promise<R>;
  finish(results: R[]): Promise<void>;
}
