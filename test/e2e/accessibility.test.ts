import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tempFolder } from '../builders/temp-dataset.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { StationProcess } from '../support/station-process.ts';

let browser: Browser;
let station: StationProcess;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await station.stop();
});

it('every screen can be read and used by everybody, under the strict policy', async () => {
  station = await StationProcess.start(await tempFolder());
  const { page, errors } = await openScreens(browser, station.address);
  await page.getByRole('button', { name: 'Start session' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('Operator').fill('Ada');
  await page.getByLabel('Task').fill('Pick up the shirt');
  await page.getByRole('button', { name: 'Start session' }).click();
  await page.getByRole('button', { name: 'Begin episode' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('F1');
  await page.getByRole('dialog').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  for (const screen of ['Episodes', 'Settings']) {
    await page.getByRole('link', { name: screen }).click();
    expect(await violations(page)).toEqual([]);
  }
  expect(errors).toEqual([]);
});
