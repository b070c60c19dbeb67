import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { menuGroupsSchema } from '../../core/desktop/menu.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { BUILT_DATASET, buildHead, writeEpisode } from '../builders/episode.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { writeAbsentRobot } from '../support/absent-robot.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { IS_DESKTOP } from '../support/desktop-app.ts';
import { DESKTOP_BRIDGE, watchThrough } from '../support/desktop-page.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

// In Electron itself all flows are run, by `npm run test:desktop`; this is its page's half, in any Chromium.
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it.skipIf(IS_DESKTOP)(
  'the screens do all over a port that they do over a socket: state, menu, pictures',
  async () => {
    const folder = await tempFolder();
    const dataset = await openDataset(join(folder, 'built'), { create: BUILT_DATASET });
    const { id } = (await writeEpisode(dataset, 30, { head: buildHead() })).head;
    const { robotProfile: name, cameras } = BUILT_DATASET;
    const profile = await writeAbsentRobot(folder, { name, cameras });
    const station = await StationProcess.start(dataset.path, ['--profile', profile]);
    onTestFinished(async () => {
      await station.stop();
    });
    const { page, errors } = await openScreens(browser, station.address, DESKTOP_BRIDGE);
    const requested: string[] = [];
    page.on('request', (request) => requested.push(new URL(request.url()).pathname));

    // State, and the menu of what can be done here.
    await page.getByRole('link', { name: 'Episodes' }).waitFor();
    const menu = menuGroupsSchema.parse(await page.evaluate('window.shownMenu'));
    expect(menu.flatMap(({ commands }) => commands).map(({ id }) => id)).toContain('everywhere.episodes');
    await page.evaluate("window.chooseInMenu('everywhere.episodes')");
    const row = page.getByRole('table', { name: 'Episodes' }).getByRole('link').first();
    await row.waitFor();

    // Pictures of a recorded episode, in the queue and in the player.
    await page.locator('img[src^="blob:"]').first().waitFor();
    await page.evaluate(`location.hash = '#/episodes/${id}'`);
    await page.getByRole('slider', { name: 'Playhead' }).waitFor();
    // Canvases that show something: a built picture is gray, an empty canvas black.
    const drawn = () =>
      page.evaluate(`[...document.querySelectorAll('canvas[aria-label$="at the playhead"]')].filter((canvas) => {
        const pixel = new OffscreenCanvas(1, 1).getContext('2d');
        pixel.drawImage(canvas, 0, 0, 1, 1);
        return pixel.getImageData(0, 0, 1, 1).data[0] > 0;
      }).length`);
    await expect.poll(drawn).toBe(cameras.length);

    // A second port of the same page is a second screen, and comes back with the page.
    const other = new ScreenClient(await watchThrough(page));
    expect((await other.until(() => true)).dataset.name).toBe('built');
    await page.reload();
    await page.getByRole('slider', { name: 'Playhead' }).waitFor();
    await expect.poll(drawn).toBe(cameras.length);
    await other.request('robot.stop', {});
    await other.until(({ robot }) => robot.isStopped);
    other.close();

    expect(requested.filter((path) => path.startsWith('/episodes/'))).toEqual([]);
    expect(errors).toEqual([]);
  },
);
