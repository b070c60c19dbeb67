import { basename } from 'node:path';
import { type Dataset, type EpisodeListing, readManifests } from '../datasets/dataset.ts';
import { type Recovered, recoverFound } from '../datasets/episode/recover.ts';
import { foldRecovered } from './collect/fold-recovered.ts';
import { addHeld, type HeldMinutes } from './collect/quotas.ts';

/** What a station must know of the episodes that were there before it. */
export interface FoundEpisodes {
  /** What a crash had left open. */
  recovered: Recovered[];
  unreadable: EpisodeListing['unreadable'];
  held: HeldMinutes;
}

/**
 * Look through episodes once, and recover what a crash left behind. Only for the holder of the dataset's lock.
 *
 * @param names of episodes that were there before the station could begin one of its own
 */
export async function lookThrough(
  dataset: Dataset,
  names: readonly string[],
  onProgress: (done: number) => void,
): Promise<FoundEpisodes> {
  const held: HeldMinutes = new Map();
  const open: string[] = [];
  const unreadable: EpisodeListing['unreadable'] = [];
  let done = 0;
  await readManifests(dataset, names, (read) => {
    done += 1;
    onProgress(done);
    if (!('manifest' in read)) {
      unreadable.push(read);
      return;
    }
    const { manifest } = read;
    if (manifest.state === 'recording') open.push(manifest.head.id);
    else addHeld(held, { ...manifest, protocol: manifest.head.protocol.name });
  });
  unreadable.sort((a, b) => (a.path < b.path ? -1 : 1));
  const paths = unreadable.map(({ path }) => path);
  const recovered = await recoverFound(
    dataset,
    { open: open.sort().reverse(), unreadable: paths },
    foldRecovered,
  );
  const gone = new Set(recovered.map(({ id }) => id));
  return { recovered, unreadable: unreadable.filter(({ path }) => !gone.has(basename(path))), held };
}
