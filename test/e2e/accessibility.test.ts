import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../builders/temp-dataset.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

let browser: Browser;
let station: StationProcess;
let watcher: ScreenClient;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  station = await StationProcess.start(await tempFolder());
  watcher = await ScreenClient.open(station.address);
  onTestFinished(async () => {
    watcher.close();
    await station.stop();
  });
  await watcher.until(({ bridge }) => bridge.status === 'up');
});

it.each(['dark', 'light'])(
  'every screen can be read and used by everybody, under the strict policy, %s',
  async (scheme) => {
    const { page, errors } = await openScreens(browser, station.address);
    await page.addInitScript(`localStorage.setItem('mantine-color-scheme-value', '${scheme}')`);
    await page.reload();
    const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
    const isReadable = async (): Promise<void> => {
      expect(await page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe(scheme);
      expect(await violations(page)).toEqual([]);
    };
    await page.getByRole('button', { name: 'Start session' }).waitFor();
    await isReadable();
    await page.getByRole('link', { name: 'Edit, or make your own' }).click();
    await page.getByRole('button', { name: 'Save protocol' }).waitFor();
    await isReadable();
    await page.getByRole('link', { name: 'Leave without saving' }).click();

    await page.getByRole('link', { name: 'Settings' }).click();
    await isReadable();
    await page
      .getByRole('region', { name: 'Sticks on the screen' })
      .getByRole('button', { name: 'Test' })
      .click();
    await page.getByRole('dialog').waitFor();
    await isReadable();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Episodes' }).click();
    await isReadable();

    await page.getByRole('link', { name: 'Collect' }).click();
    await page.getByLabel('Operator').fill('Ada');
    await page.getByLabel('Task').fill('Pick up the shirt');
    await press('Start session');
    await page.getByRole('button', { name: 'Begin episode' }).waitFor();
    for (const graphs of ['Streams', 'Signals', 'Path', 'No graphs']) {
      await press(graphs);
      await isReadable();
    }
    await page.keyboard.press('F1');
    await page.getByRole('dialog').waitFor();
    await isReadable();
    await page.keyboard.press('Escape');

    await watcher.until(({ collect }) => collect.status === 'ready' && collect.blockers.length === 0, 30_000);
    await watcher.request('episode.begin', {});
    for (const way of ['It has failed', 'I am back', 'It has succeeded']) {
      await page.getByRole('button', { name: way, disabled: false }).waitFor();
      await isReadable();
      await press(way);
    }
    await watcher.until(({ collect }) => collect.status === 'review', 30_000);
    await isReadable();
    await press(/^Discard/);
    await page.getByRole('dialog').waitFor();
    await isReadable();
    await page.keyboard.press('Escape');
    await watcher.request('episode.keep', {});
    await watcher.until(({ collect }) => collect.status === 'ready', 60_000);
    await watcher.request('session.end', {});
    await page.getByRole('button', { name: 'New session' }).waitFor();
    await isReadable();
    expect(errors).toEqual([]);
    await page.context().close();
  },
  180_000,
);
