import { v7 as uuidv7 } from 'uuid';
import { openDataset } from '../../datasets/dataset.ts';
import { freezeVersion, versionNames } from '../../datasets/versions.ts';
import type { SceneRange } from '../../robots/simulation/scene-range.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { RolloutPool } from '../../station/headless/rollout-pool.ts';
import { readProfile } from '../../station/seat.ts';
import { ARMS, type ArmName, firstSceneOf, jobsOf } from './arms.ts';

export const TASK = 'Pick up the T-shirt at the collar';

export interface ArmOptions {
  arm: ArmName;
  path: string;
  /** Versions to freeze, each with so many minutes of kept episodes; the longer contain the shorter. */
  minutes: readonly number[];
  pictureSizePx: number;
  scenes: SceneRange;
  isHeldOut?: boolean;
}

export function versionOf(minutes: number): string {
  return `minutes-${String(minutes).replace('.', '-')}`;
}

/** Collect an arm's minutes and freeze its versions; what is frozen already is not collected again. */
export async function collectArm({
  arm,
  path,
  minutes,
  pictureSizePx,
  scenes,
  isHeldOut = false,
}: ArmOptions): Promise<void> {
  const profile = await readProfile(SIMULATED_PROFILE);
  const dataset = await openDataset(path, {
    create: { name: arm, robotProfile: profile.name, cameras: profile.cameras.map(({ name }) => name) },
  });
  const frozen = await versionNames(dataset);
  const wanted = minutes.filter((count) => !frozen.includes(versionOf(count)));
  if (wanted.length === 0) return;
  const pool = new RolloutPool({
    profilePath: SIMULATED_PROFILE,
    datasetPath: dataset.path,
    pictureSizePx,
    scenes,
    policyPath: null,
    limitMs: 0,
  });
  try {
    const kinds = ARMS[arm].length;
    const kept: { id: string; durationMs: number }[][] = [];
    for (let kind = 0; kind < kinds; kind += 1) {
      const enoughMs = (Math.max(...minutes) * 60_000) / kinds;
      const episodes: (typeof kept)[number] = [];
      let keptMs = 0;
      const firstScene = firstSceneOf(arm, kind, isHeldOut);
      await pool.run(jobsOf(arm, kind, { firstScene, sessionId: uuidv7(), task: TASK }), (result) => {
        if (result.id === null) return false;
        episodes.push({ id: result.id, durationMs: result.durationMs });
        keptMs += result.durationMs;
        return keptMs >= enoughMs;
      });
      kept.push(episodes);
    }
    for (const count of wanted) {
      const ids = kept.flatMap((episodes) => firstMinutes(episodes, (count * 60_000) / kinds));
      await freezeVersion(dataset, { name: versionOf(count), by: 'experiment', filter: {}, ids });
    }
  } finally {
    await pool.close();
  }
}

/** As many as come nearest to the time. */
function firstMinutes(episodes: readonly { id: string; durationMs: number }[], timeMs: number): string[] {
  let totalMs = 0;
  const ids: string[] = [];
  for (const { id, durationMs } of episodes) {
    if (totalMs + durationMs / 2 > timeMs) break;
    totalMs += durationMs;
    ids.push(id);
  }
  return ids;
}
