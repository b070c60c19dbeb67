import { episodeFolder, openDataset } from '../../datasets/dataset.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';

const WIDTH = 'gripper_width.position';
/** Narrower than this the gripper has closed, on fabric or on nothing. */
const CLOSED_M = 0.03;

/** Of these tries of a policy, the share in which its gripper never closed: it gave up before any grasp. */
export async function shareWithoutGrasp(path: string, ids: readonly string[]): Promise<number> {
  const dataset = await openDataset(path);
  let without = 0;
  for (const id of ids) {
    const reader = await openEpisode(episodeFolder(dataset, id));
    const { names } = reader.manifest.head.state;
    const { state } = await reader.series();
    await reader.close();
    const column = names.indexOf(WIDTH);
    if (state.every((value, index) => index % names.length !== column || value > CLOSED_M)) without += 1;
  }
  return without / ids.length;
}
