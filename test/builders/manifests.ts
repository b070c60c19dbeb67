import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../datasets/dataset.ts';
import type { EpisodeManifest } from '../../datasets/episode/manifest.ts';
import { addCheck } from '../../datasets/json-check.ts';
import { toJson } from '../../datasets/storage/json.ts';

const FOLDERS_AT_ONCE = 32;

/** Episodes that are no more than their manifests, as many as are wanted for what looks at nothing else. */
export async function writeManifests(dataset: Dataset, manifests: readonly EpisodeManifest[]): Promise<void> {
  for (let first = 0; first < manifests.length; first += FOLDERS_AT_ONCE) {
    await Promise.all(
      manifests.slice(first, first + FOLDERS_AT_ONCE).map(async (manifest) => {
        const folder = join(dataset.episodesPath, manifest.head.id);
        await mkdir(folder);
        await writeFile(join(folder, 'episode.json'), `${addCheck(toJson(manifest, 2))}\n`);
      }),
    );
  }
}
