import type { ImportedEpisode } from './imported-episode.ts';

/** Others' data that can be imported. */
export interface ImportSource {
  robot: string;
  cameras: string[];
  episodes: number;
  /** @throws AppError `corrupt`, `invalid-input`, `not-found` for one that cannot be read. */
  read(index: number): Promise<ImportedEpisode>;
}
