import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

/** A URDF of primitives, a red gripper as STL and a green carriage as DAE, whose joints bear the names of the simulated robot's state values. */
const GANTRY = join(import.meta.dirname, '../builders/gantry');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The collect screen of a station whose profile names the gantry as its robot's model, with the path in view. */
async function openPath(
  change: (folder: string) => Promise<void> = async () => {},
): Promise<{ page: Page; errors: string[] }> {
  const folder = await tempFolder();
  const robot = await startSimulation({ port: 0, seed: 3 });
  onTestFinished(() => robot.close());
  await cp(GANTRY, join(folder, 'gantry'), { recursive: true });
  const profile = JSON.parse(await readFile(SIMULATED_PROFILE, 'utf8'));
  profile.bridge.url = robot.url;
  profile.urdf = { file: 'gantry/gantry.urdf', gripperLink: 'gripper' };
  await writeFile(join(folder, 'profile.json'), JSON.stringify(profile));
  await change(folder);
  const station = await StationProcess.start(join(folder, 'dataset'), [
    '--profile',
    join(folder, 'profile.json'),
  ]);
  const watcher = await ScreenClient.open(station.address);
  onTestFinished(async () => {
    watcher.close();
    await station.stop();
  });
  await watcher.until(({ bridge }) => bridge.status === 'up');
  await watcher.request('session.start', { operator: 'Ada', task: 'Pick up', protocol: 'demonstration' });
  const opened = await openScreens(browser, station.address);
  onTestFinished(() => opened.page.context().close());
  await opened.page.getByRole('button', { name: 'Path', exact: true }).click();
  return opened;
}

/** Where the one thing of this color is seen from the left of the view; null where nothing is. */
async function seenPx(view: Locator, color: 'red' | 'green'): Promise<number | null> {
  const png = (await view.screenshot()).toString('base64');
  return view.page().evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png}';
    await image.decode();
    const { width, height } = image;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const xs = [];
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b] = data.subarray(i, i + 3);
      const [wanted, other] = ${color === 'red' ? '[r, g]' : '[g, r]'};
      if (wanted > 80 && other < wanted / 2 && b < wanted / 2) xs.push((i / 4) % width);
    }
    return xs.length < 20 ? null : xs.reduce((sum, x) => sum + x, 0) / xs.length;
  })()`);
}

it('shows the robot’s model, which moves as the robot does', async () => {
  const { page, errors } = await openPath();
  const view = page.getByRole('img', { name: 'The robot in space' });
  await expect.poll(() => seenPx(view, 'red')).not.toBeNull();
  const before = (await seenPx(view, 'red'))!;
  await expect
    .poll(
      async () => {
        await page.keyboard.down('ShiftLeft');
        await page.keyboard.down('KeyD');
        await page.waitForTimeout(1500);
        await page.keyboard.up('KeyD');
        await page.keyboard.up('ShiftLeft');
        return seenPx(view, 'red');
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(before + 10);
  expect(await seenPx(view, 'green')).not.toBeNull();
  expect(errors).toEqual([]);
});

it('says in words why a model cannot be drawn', async () => {
  const { page } = await openPath((folder) => rm(join(folder, 'gantry/meshes/wedge.stl')));
  await page
    .getByText('The robot’s model cannot be drawn: expected an STL or DAE file below the URDF')
    .waitFor();
});
