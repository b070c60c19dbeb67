import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { headOf } from '../episodes/rows.ts';

/**
 * The profile of a robot that is switched off: an audit needs none, and what a simulated one would cost is
 * measured elsewhere.
 */
export async function writeAbsentRobot(folder: string): Promise<string> {
  const shipped = new URL('../../../robots/profiles/simulated-tshirt.json', import.meta.url);
  const profile = JSON.parse(await readFile(shipped, 'utf8'));
  const { robotProfile, cameras } = headOf({ cameras: 4, frameBytes: 0, stepHz: 30, stateHz: 200 });
  const path = join(folder, 'absent-robot.json');
  const absent = {
    ...profile,
    name: robotProfile.name,
    // The discard port: nobody answers.
    bridge: { ...profile.bridge, url: 'ws://127.0.0.1:9' },
    cameras: cameras.map(({ name }) => ({
      ...profile.cameras[0],
      name,
      title: name,
      topic: `/${name}/image/compressed`,
    })),
  };
  await writeFile(path, JSON.stringify(absent));
  return path;
}
