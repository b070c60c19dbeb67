import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tempFolder } from '../builders/temp-dataset.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { StationProcess } from '../support/station-process.ts';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let station: StationProcess;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await station.stop();
});

/** What WCAG 2.2 AA finds wrong with the screen as it is, in words. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate<AxeResults>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  );
  return results.violations.flatMap(({ help, nodes }) =>
    nodes.map(({ target }) => `${help}: ${target.join(' ')}`),
  );
}

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
