import type { Dataset } from '../../datasets/dataset.ts';
import type { SealedManifest } from '../../datasets/episode/manifest.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import { BUILT_DATASET, buildEnd, buildHead, buildRow } from './episode.ts';

const AXES = ['x', 'y', 'z', 'w'] as const;

/** What the arm of {@link writeTurning} is at after some seconds: two radians a second about one axis. */
export function turnedTo(seconds: number): number[] {
  const [sin, cos] = [Math.sin(seconds), Math.cos(seconds)];
  return [0.6 * sin, 0, 0.8 * sin, cos];
}

/** An episode of an arm that turns. Every third row has −q for q, the same orientation, as drivers give it. */
export async function writeTurning(dataset: Dataset, steps: number): Promise<SealedManifest> {
  const values = AXES.map((axis) => ({ name: `q${axis}`, path: `pose.orientation.${axis}` }));
  const head = buildHead({
    robotProfile: {
      name: BUILT_DATASET.robotProfile,
      definition: { streams: [{ name: 'arm', values: [{ name: 'x', path: 'pose.position.x' }, ...values] }] },
    },
    // Not in the order of the message.
    state: { names: ['qw', 'x', 'qx', 'qy', 'qz'], units: ['', 'm', '', '', ''] },
  });
  const writer = await EpisodeWriter.create(dataset, head);
  for (let step = 0; step <= steps; step += 1) {
    const row = buildRow(head, step, steps);
    const sign = step % 3 === 2 ? -1 : 1;
    const [qx, qy, qz, qw] = turnedTo(Number(row.timeNs) / 1e9).map((part) => sign * part);
    writer.append({ ...row, state: [qw!, step, qx!, qy!, qz!] });
  }
  return await writer.seal(buildEnd(steps));
}
