import { v7 as uuidv7 } from 'uuid';
import { Catalogue } from '../../../datasets/catalogue/catalogue.ts';
import { type CatalogueEntry, entryOf } from '../../../datasets/catalogue/entry.ts';
import type { EpisodeQuery } from '../../../datasets/catalogue/query.ts';
import { type Dataset, readManifest } from '../../../datasets/dataset.ts';
import type { SealedManifest } from '../../../datasets/episode/manifest.ts';
import { writeManifests } from '../../builders/manifests.ts';
import { seededRandom } from '../../builders/random.ts';

const OPERATORS = ['ada', 'grace', 'edsger', 'barbara', 'donald'];
const OUTCOMES = ['success', 'failure', 'aborted'] as const;
const DAY_NS = 86_400_000_000_000n;

/** Manifests as a year of work leaves them: one that was written is varied, so that each is as long as it is. */
function vary(manifest: SealedManifest, count: number): SealedManifest[] {
  const random = seededRandom(9);
  const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  return Array.from({ length: count }, (_, index) => ({
    ...manifest,
    head: {
      ...manifest.head,
      id: uuidv7({ msecs: index }),
      operator: oneOf(OPERATORS),
      task: `fold shirt ${Math.floor(random() * 1000)}`,
      startedAtWallNs: manifest.head.startedAtWallNs + BigInt(Math.floor(random() * 365)) * DAY_NS,
    },
    outcome: oneOf(OUTCOMES),
    durationNs: Math.floor(random() * 120e9),
    findings:
      random() < 0.1
        ? [{ code: 'stream-gap', severity: 'warning', message: 'front: 180 ms without a frame' }]
        : [],
  }));
}

/** @returns seconds to make the catalogue of so many episodes out of their folders */
export async function timeRebuild(dataset: Dataset, id: string, count: number): Promise<number> {
  const manifests = vary((await readManifest(dataset, id)) as SealedManifest, count);
  await writeManifests(dataset, manifests);
  const catalogue = new Catalogue(dataset);
  const startMs = performance.now();
  const { total } = await catalogue.rebuild();
  const seconds = (performance.now() - startMs) / 1000;
  const { total: damaged } = await catalogue.query({ states: ['damaged'] });
  catalogue.close();
  if (total !== count + 1 || damaged > 0) throw new Error(`${total} episodes, ${damaged} damaged`);
  return seconds;
}

/** What a data lead asks: pages of 100 rows, filtered and sorted in different ways. */
const QUERIES: EpisodeQuery[] = [
  { limit: 100 },
  { limit: 100, sort: 'durationMs' },
  { limit: 100, operator: 'ada', outcome: 'failure', sort: 'durationMs', isAscending: true },
  { limit: 100, findingSeverity: 'warning', sort: 'operator' },
  { limit: 100, phase: 'recovery', outcome: 'success', offset: 1000 },
  { limit: 100, protocol: 'visual-backtracking', from: '2027-02-01', before: '2027-03-01', sort: 'outcome' },
  { limit: 100, text: 'SHIRT 77' },
];

/** Milliseconds of each query over so many episodes, each asked `rounds` times; the slowest query last. */
export async function timeQueries(
  dataset: Dataset,
  id: string,
  count: number,
  rounds: number,
): Promise<number[][]> {
  const catalogue = new Catalogue(dataset);
  const entries: CatalogueEntry[] = vary((await readManifest(dataset, id)) as SealedManifest, count).map(
    (manifest) => entryOf(manifest, [], null),
  );
  catalogue.put(entries.map((entry) => ({ entry, stamp: '' })));
  const times: number[][] = QUERIES.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, query] of QUERIES.entries()) {
      const startMs = performance.now();
      const { total } = await catalogue.query(query);
      times[index]!.push(performance.now() - startMs);
      if (total === 0) throw new Error(`nothing matches ${JSON.stringify(query)}`);
    }
  }
  catalogue.close();
  return times;
}
