import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ErrorCode } from '../../core/errors.ts';
import type { Version } from '../version.ts';
import type { ExportPool } from './export-pool.ts';
import { moveTree } from './folders.ts';
import type { Journal } from './journal.ts';
import type { EpisodePlan } from './plan.ts';
import { infoOf, plannedOf } from './plan-export.ts';
import type { EpisodeResult } from './report.ts';
import type { Place, Provenance } from './target.ts';

/** Where episodes are written before they are moved to their place, in order. */
const STAGED = 'staged';

/** How many episodes each thread may be ahead of the one that all wait for. */
const AHEAD = 2;

/** What is wrong with the episode and not with the disk, the target or the program. */
const OWN_FAULTS: readonly ErrorCode[] = ['corrupt', 'invalid-input', 'not-found'];

interface Writing {
  pool: ExportPool;
  version: Version;
  provenance: Provenance;
  journal: Journal;
  folder: string;
  onWritten(): void;
}

/**
 * Write the planned episodes that the journal does not have yet. Threads write them side by side, each into a folder
 * of its own; in the order of the version they are moved together and noted. One that cannot be written after all
 * becomes `failed`, and those behind it move up.
 *
 * @returns the plans, as they turned out
 */
export async function writeEpisodes(
  plans: readonly EpisodePlan[],
  { pool, version, provenance, journal, folder, onWritten }: Writing,
): Promise<EpisodePlan[]> {
  const turnedOut = [...plans];
  await rm(join(folder, STAGED), { recursive: true, force: true });
  while (journal.entries.length < turnedOut.length) {
    const failed = await writeUntilFault();
    if (failed !== null) turnedOut[failed.at] = failed.plan;
  }
  await rm(join(folder, STAGED), { recursive: true, force: true });
  return turnedOut;

  /** @returns the first episode that cannot be written; those before it are done */
  async function writeUntilFault(): Promise<{ at: number; plan: EpisodePlan } | null> {
    const begun = new Map<number, Promise<unknown[]>>();
    const staged = (at: number): string => join(folder, STAGED, String(at));
    const info = infoOf(provenance, turnedOut);
    const first = journal.entries.length;
    const places = placesOf(turnedOut);
    let next = first;
    const begin = (): void => {
      while (next < turnedOut.length && begun.size < AHEAD * pool.size) {
        if (turnedOut[next]!.status === 'planned') {
          const frozen = version.episodes[next]!;
          const job = { frozen, places: places[next]!, info: info!, folder: staged(next) };
          const written = pool.write(job);
          // Whoever waits for its turn is told.
          written.catch(() => {});
          begun.set(next, written);
        }
        next += 1;
      }
    };
    try {
      for (let at = first; at < turnedOut.length; at += 1) {
        pool.assertWanted();
        begin();
        const plan = turnedOut[at]!;
        let written: unknown[] = [];
        try {
          written = (await begun.get(at)) ?? [];
        } catch (error) {
          if (!(error instanceof AppError) || !OWN_FAULTS.includes(error.code)) throw error;
          const { id, recordedSteps } = plan;
          return { at, plan: { id, status: 'failed', recordedSteps, reason: error.message } };
        }
        if (begun.delete(at)) await moveTree(staged(at), folder);
        await journal.add({ result: resultOf(plan, places[at]!), written });
        onWritten();
      }
      return null;
    } catch (error) {
      pool.cancel();
      throw error;
    } finally {
      await Promise.allSettled(begun.values());
      await rm(join(folder, STAGED), { recursive: true, force: true });
    }
  }
}

/** Of each trajectory of each plan; those that are not planned take none. */
export function placesOf(plans: readonly EpisodePlan[]): Place[][] {
  let index = 0;
  let firstStep = 0;
  return plans.map((plan) =>
    plannedOf([plan]).map(({ steps }) => {
      const place = { index, firstStep };
      index += 1;
      firstStep += steps;
      return place;
    }),
  );
}

/** What is told of a plan that is carried out. */
export function resultOf(plan: EpisodePlan, places: readonly Place[]): EpisodeResult {
  if (plan.status !== 'planned') return plan;
  const { id, recordedSteps, trajectories } = plan;
  const reports = trajectories.map(({ layout: _, task: __, ...trajectory }, clip) => ({
    index: places[clip]!.index,
    ...trajectory,
  }));
  return { id, status: 'written', recordedSteps, trajectories: reports };
}
