import { basename, resolve } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../core/errors.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { acquireLock } from '../../datasets/lock.ts';
import { EVERY_SCENE, type SceneRange } from '../../robots/simulation/scene-range.ts';
import { readPolicyFile } from '../policy/policy-description.ts';
import { readProfile } from '../seat.ts';
import type { RolloutJob, RolloutResult } from './rollout-job.ts';
import { RolloutPool } from './rollout-pool.ts';
import { wilson } from './wilson.ts';

/** Scenes from here on are for evaluation; those that are collected in have smaller seeds. */
export const FIRST_EVALUATION_SEED = 3 * 2 ** 29;
const SEEDS_APART = 1_000_000;
/** One try, which may end either way. */
const PROTOCOL = 'separate-episodes';

export interface EvaluationOptions {
  policyPath: string;
  profilePath: string;
  datasetPath: string;
  /** Of each seed. */
  episodes: number;
  seeds: number;
  /** Of the scenes; 0 unless told. */
  firstSeed?: number;
  limitMs: number;
  /** Without it, every scene that the simulator knows. */
  scenes?: SceneRange;
  workers?: number;
  onEpisode(done: number): void;
}

export interface Evaluation {
  /** By seed. */
  successes: number[];
  episodes: number;
  share: number;
  /** 95 %, over the episodes of all seeds. */
  low: number;
  high: number;
  /** Simulated time over the time that cores gave to this process, all its threads and their start included. */
  realTimeRatioPerCore: number;
  ids: string[];
}

/**
 * Let a policy try the task in new scenes of the simulated robot, the same for every policy, and record each try.
 *
 * @throws AppError for a policy or dataset that does not fit
 */
export async function evaluate(options: EvaluationOptions): Promise<Evaluation> {
  const {
    policyPath,
    profilePath,
    datasetPath,
    episodes,
    seeds,
    firstSeed = 0,
    limitMs,
    onEpisode,
  } = options;
  const scenes = options.scenes ?? EVERY_SCENE;
  const { observation, task } = (await readPolicyFile(policyPath)).description;
  const pictureSizePx = observation.cameras[0]?.widthPx;
  if (pictureSizePx === undefined) {
    throw new AppError('invalid-input', `expected a policy that sees at least one camera (${policyPath})`);
  }
  const profile = await readProfile(profilePath);
  const dataset = await openDataset(datasetPath, {
    create: {
      name: basename(resolve(datasetPath)),
      robotProfile: profile.name,
      cameras: profile.cameras.map(({ name }) => name),
    },
  });
  const lock = await acquireLock(dataset, 'evaluation');
  const pool = new RolloutPool(
    { profilePath, datasetPath: dataset.path, pictureSizePx, scenes, policyPath, limitMs },
    options.workers,
  );
  const results: RolloutResult[] = [];
  const before = process.cpuUsage();
  try {
    await pool.run(jobsOf(task, firstSeed, seeds, episodes), (result) => {
      results.push(result);
      onEpisode(results.length);
      return false;
    });
  } finally {
    await pool.close();
    await lock.release();
  }
  const { user, system } = process.cpuUsage(before);
  return summaryOf(results, episodes, (user + system) / 1000);
}

function* jobsOf(task: string, firstSeed: number, seeds: number, episodes: number): Generator<RolloutJob> {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const sessionId = uuidv7();
    for (let episode = 0; episode < episodes; episode += 1) {
      const sceneSeed = FIRST_EVALUATION_SEED + seed * SEEDS_APART + episode;
      yield { by: 'policy', protocol: PROTOCOL, sceneSeed, sessionId, task, keeps: null };
    }
  }
}

function summaryOf(results: readonly RolloutResult[], episodes: number, coreMs: number): Evaluation {
  const isSuccess = ({ outcome }: RolloutResult): boolean => outcome === 'success';
  const successes = Array.from(
    { length: results.length / episodes },
    (_, seed) => results.slice(seed * episodes, (seed + 1) * episodes).filter(isSuccess).length,
  );
  return {
    successes,
    episodes,
    ...wilson(results.filter(isSuccess).length, results.length),
    realTimeRatioPerCore: results.reduce((total, { durationMs }) => total + durationMs, 0) / coreMs,
    ids: results.map(({ id }) => id!),
  };
}
