import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AppError, messageOf } from '../core/errors.ts';
import type { Clock } from '../core/time.ts';
import { type Dataset, openDataset } from '../datasets/dataset.ts';
import type { EpisodeHead } from '../datasets/episode/manifest.ts';
import { acquireLock } from '../datasets/lock.ts';
import { openBridge } from '../robots/bridge/open-bridge.ts';
import { parseRobotProfile } from '../robots/parse-profile.ts';
import type { RobotProfile } from '../robots/profile.ts';
import { Quotas } from './collect/quotas.ts';
import { DatasetLook } from './dataset-look.ts';
import { DiskReserve } from './disk-reserve.ts';
import { PolicyLibrary } from './policy/policy-library.ts';
import { ProtocolLibrary } from './protocol-library.ts';
import { RobotLink } from './robot-link.ts';
import { RobotModel } from './robot-model.ts';
import { Station } from './station.ts';

export interface SeatOptions {
  datasetPath: string;
  profile: RobotProfile;
  /** The profile's own file: the model that it may name is found from there. Without it none is drawn. */
  profilePath?: string;
  clock: Clock;
  clockKind: EpisodeHead['clock'];
  nextSceneSeed?: () => number | null;
  /** What to keep free on the dataset's disk, in place of {@link DiskReserve}'s own measure. */
  reserveBytes?: number;
  /** File of a policy that sessions can have, beside those in the dataset's folder. */
  policyPath?: string;
}

/** A station with its dataset, from the lock to the recovered episodes. */
export interface Seat {
  station: Station;
  dataset: Dataset;
  /** As far as they were waited for: over a large dataset the alerts tell of them later. */
  recovered: readonly { id: string; message: string }[];
  close(): Promise<void>;
}

/**
 * Opens the dataset for this station alone, recovers what a crash left behind, and connects to the robot.
 *
 * @throws AppError `not-allowed` while another station records into the dataset.
 */
export async function openSeat({
  datasetPath,
  profile,
  profilePath,
  clock,
  clockKind,
  nextSceneSeed = () => null,
  reserveBytes,
  policyPath,
}: SeatOptions): Promise<Seat> {
  const dataset = await openDataset(datasetPath, {
    create: {
      name: basename(resolve(datasetPath)),
      robotProfile: profile.name,
      cameras: profile.cameras.map(({ name }) => name),
    },
  });
  const lock = await acquireLock(dataset, `station of ${profile.title}`);
  try {
    const quotas = await Quotas.open(dataset.path);
    const look = await DatasetLook.begin(dataset, quotas);
    const library = await ProtocolLibrary.open(dataset.path);
    const policies = await PolicyLibrary.open({ datasetPath: dataset.path, profile, givenPath: policyPath });
    const bridge = openBridge(profile.bridge, clockKind === 'simulated');
    bridge.onFault(({ message }) => console.error(`robot: ${message}`));
    const link = new RobotLink({ profile, bridge, clock, sharesClock: clockKind === 'simulated' });
    const disk = new DiskReserve(dataset.path, reserveBytes);
    const station = new Station({
      dataset,
      link,
      clock,
      clockKind,
      library,
      quotas,
      look,
      nextSceneSeed,
      disk,
      policies,
      model:
        profile.urdf === undefined || profilePath === undefined
          ? null
          : new RobotModel(profile.urdf, profilePath),
    });
    return {
      station,
      dataset,
      recovered: look.recovered,
      close: async () => {
        await station.close();
        await look.close();
        disk.close();
        library.close();
        policies.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * @param bridgeUrl in place of the profile's own, for a robot that was started at another address
 * @throws AppError `not-found`, or `invalid-input` with the path of each wrong field
 */
export async function readProfile(path: string, bridgeUrl?: string): Promise<RobotProfile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('not-found', `the robot profile cannot be read: ${messageOf(cause)}`, { cause });
  }
  const profile = parseRobotProfile(text, path);
  // What is wrong with the model is said now, and not when somebody looks.
  if (profile.urdf !== undefined) await new RobotModel(profile.urdf, path).view();
  return bridgeUrl === undefined ? profile : { ...profile, bridge: { ...profile.bridge, url: bridgeUrl } };
}
