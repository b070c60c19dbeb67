import type { Dataset } from '../dataset.ts';
import { foldLabels } from '../episode/label-state.ts';
import { readLabels } from '../labels.ts';
import { EPISODE_CHECKS, PEER_CHECKS } from './all-checks.ts';
import type { CheckOutcome } from './check.ts';
import { factsOf } from './facts.ts';
import { type Checks, judgedKey, readChecks, type StoredResult, writeChecks } from './results.ts';
import { TRAITS_VERSION, type Traits, traitsOf, traitsToJson } from './traits.ts';
import { type Breathe, viewEpisode } from './view.ts';

/**
 * Run the checks that look at one episode by itself, and store what they found. What peers' checks had found
 * goes: it was about another state of the episode.
 *
 * @throws AppError `corrupt`, `not-found`, `io`
 */
export async function runEpisodeChecks(dataset: Dataset, id: string, breathe: Breathe): Promise<void> {
  // Taken before the reading: a decision that comes meanwhile makes the results old, and they are made again.
  const judged = judgedKey(foldLabels((await readLabels(dataset, id)).labels));
  const episode = await viewEpisode(dataset, id, breathe);
  const results: StoredResult[] = EPISODE_CHECKS.map(({ name, version, run }) => {
    breathe();
    return stored(name, version, run(episode));
  });
  await writeChecks(dataset, id, {
    format: 1,
    checkedAt: new Date().toISOString(),
    sha256: episode.manifest.file.sha256,
    judged,
    results,
    peers: null,
    facts: factsOf(episode),
    traitsVersion: TRAITS_VERSION,
    traits: traitsToJson(traitsOf(episode)),
  });
}

/**
 * Run the checks that hold an episode against its peers. Does nothing for one whose own checks have not run.
 *
 * @param peers oldest first; those whose checks have not run are left out
 * @throws AppError `io`
 */
export async function runPeerChecks(
  dataset: Dataset,
  id: string,
  peers: readonly string[],
  breathe: Breathe,
): Promise<void> {
  const checks = await readChecks(dataset, id);
  if (checks === null) return;
  const known: Traits[] = [];
  for (const peer of peers) {
    breathe();
    const { traits } = (await readChecks(dataset, peer)) ?? {};
    if (traits !== undefined) known.push(traits);
  }
  const results = PEER_CHECKS.map(({ name, version, run }) => {
    breathe();
    return stored(name, version, run(checks.traits, known));
  });
  await writeChecks(dataset, id, withPeerResults(checks, results, known.length));
}

/** What could not be measured is left out: JSON has no NaN. */
function stored(name: string, version: number, { findings, measures }: CheckOutcome): StoredResult {
  const finite = Object.entries(measures).filter(([, value]) => Number.isFinite(value));
  return { name, version, findings, measures: Object.fromEntries(finite) };
}

function withPeerResults(checks: Checks, results: StoredResult[], peers: number) {
  const own = checks.results.filter(({ name }) => !PEER_CHECKS.some((check) => check.name === name));
  return { ...checks, results: [...own, ...results], peers, traits: traitsToJson(checks.traits) };
}
