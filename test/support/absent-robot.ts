import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The discard port: nobody answers. */
const NOBODY = 'ws://127.0.0.1:9';

/**
 * Writes the profile of a robot that is switched off, for a station at which nobody collects: an audit needs no
 * robot.
 *
 * @returns its path, for `retrace start --profile`
 */
export async function writeAbsentRobot(
  folder: string,
  robot: { name: string; cameras: readonly string[] },
): Promise<string> {
  const shipped = new URL('../../robots/profiles/simulated-tshirt.json', import.meta.url);
  const profile = JSON.parse(await readFile(shipped, 'utf8'));
  const path = join(folder, 'absent-robot.json');
  const absent = {
    ...profile,
    name: robot.name,
    bridge: { ...profile.bridge, url: NOBODY },
    cameras: robot.cameras.map((name) => ({
      ...profile.cameras[0],
      name,
      title: name,
      topic: `/${name}/image/compressed`,
    })),
  };
  await writeFile(path, JSON.stringify(absent));
  return path;
}
