import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Dataset, openDataset } from '../../datasets/dataset.ts';
import { readVersion } from '../../datasets/versions.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { retrace } from '../support/cli.ts';
import { StationProcess } from '../support/station-process.ts';

/** Threads of low priority wait for all else on the machine. */
const PATIENCE_MS = 90_000;
vi.setConfig({ testTimeout: 5 * PATIENCE_MS });

let browser: Browser;
let station: StationProcess;
let folder: string;
let dataset: Dataset;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'retrace-exports-'));
  const path = join(folder, 'shirts');
  const collected = await retrace('collect', '--fast', '--episodes', '3', '--seed', '3', '--out', path);
  expect(collected.code, collected.stderr).toBe(0);
  await mkdir(join(path, 'recipes'));
  const small = { format: 1, name: 'ten-hertz', description: 'Thinned out.', resample: { hz: 10 } };
  await writeFile(join(path, 'recipes/ten-hertz.json'), JSON.stringify(small));
  await writeFile(join(path, 'recipes/broken.json'), '{"format": 1, "name": "broken", "rate": 3}');
  dataset = await openDataset(path);
  station = await StationProcess.start(path);
});
afterAll(async () => {
  await browser.close();
  await station.stop();
  await rm(folder, { recursive: true });
});

const openExports = async () => {
  const opened = await openScreens(browser, station.address);
  opened.page.setDefaultTimeout(PATIENCE_MS);
  return opened;
};

const reportOf = async (name: string) =>
  JSON.parse(await readFile(join(folder, 'exports', name, 'retrace-export.json'), 'utf8'));

it('freezes, previews, refuses, exports and remembers', async () => {
  const { page, errors } = await openExports();
  await page.getByRole('link', { name: 'Episodes' }).click();
  await page.getByRole('link', { name: 'Exports' }).click();
  await page.getByText('recipes/broken.json is no recipe').waitFor();

  // Nothing is frozen yet.
  expect(await page.getByRole('button', { name: 'Export' }).isDisabled()).toBe(true);
  await page.getByLabel('Deciding as').fill('grace');
  await page.getByLabel('Name of the version').fill('first');
  await page.getByRole('button', { name: 'Freeze' }).click();
  await expect.poll(() => page.getByLabel('Version', { exact: true }).inputValue()).toBe('first');

  // What the screen says before is what the report says after.
  await page.getByLabel('Recipe', { exact: true }).selectOption('success-only');
  await page.getByLabel('Format').selectOption('huggingface');
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect.poll(() => preview.getByRole('row').count(), { timeout: PATIENCE_MS }).toBe(4);
  const stepsShown = await preview
    .locator('dt', { hasText: 'Steps' })
    .first()
    .locator('+ dd strong')
    .textContent();
  expect(await page.getByLabel('Folder').inputValue()).toBe('first-success-only-huggingface');
  await page.getByRole('button', { name: 'Export', disabled: false }).click();
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('Done').waitFor();
  const report = await reportOf('first-success-only-huggingface');
  expect(report.totals.steps).toBe(Number(stepsShown?.replace(/\D/g, '')));
  expect(report.version).toEqual({ name: 'first', sha256: (await readVersion(dataset, 'first')).sha256 });
  expect(report.recipe.name).toBe('success-only');

  // A folder that is there is never replaced.
  await page.getByLabel('Folder').fill('first-success-only-huggingface');
  await page.getByRole('button', { name: 'Export', disabled: false }).click();
  await page.getByText('there is something already').waitFor();

  // A recipe of the dataset's own, and a format whose actions lie within -1 and 1: the robot's do not.
  await page.getByLabel('Recipe', { exact: true }).selectOption('ten-hertz');
  await page.getByLabel('Format').selectOption('robomimic');
  await expect
    .poll(() => preview.getByText(/Left out|Cannot|trajector/).count(), { timeout: PATIENCE_MS })
    .toBe(3);
  await page.getByLabel('Folder').fill('bc');
  await page.getByRole('button', { name: 'Export', disabled: false }).click();
  await expect
    .poll(() => history.getByRole('row').nth(1).textContent(), { timeout: PATIENCE_MS })
    .toMatch(/ten-hertz.*robomimic.*Done/);
  expect(errors).toEqual([]);
  await page.context().close();
});

it('is cancelled, and goes on', async () => {
  const { page } = await openExports();
  await page.goto(`${new URL(station.address).origin}/#/exports`);
  // It decodes every picture, which takes seconds: time to cancel, on any machine.
  await page.getByLabel('Format').selectOption('diffusion-policy');
  await page.getByLabel('Folder').fill('arrays');
  await page.getByRole('button', { name: 'Export', disabled: false }).click();
  const running = page.getByRole('region', { name: 'Export under way' });
  await running.getByRole('button', { name: 'Cancel' }).click();
  const first = page.getByRole('region', { name: 'History' }).getByRole('row').nth(1);
  await first.getByText('Cancelled').waitFor();
  // What was chosen stays chosen.
  expect(await page.getByLabel('Format').inputValue()).toBe('diffusion-policy');
  await page.getByLabel('Folder').fill('arrays');
  await page.getByRole('button', { name: 'Export', disabled: false }).click();
  await expect.poll(() => first.textContent(), { timeout: PATIENCE_MS }).toContain('Done');
  expect((await reportOf('arrays')).totals.written).toBe(3);
  await page.context().close();
});

it.each(['dark', 'light'] as const)('is accessible in %s', async (colorScheme) => {
  const { page } = await openExports();
  await page.evaluate(`localStorage.setItem('mantine-color-scheme-value', '${colorScheme}')`);
  await page.goto(`${new URL(station.address).origin}/#/exports`);
  await page.reload();
  await page.locator(`[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
  await page.getByRole('region', { name: 'Preview' }).getByRole('table').waitFor();
  await page.getByRole('region', { name: 'History' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});
