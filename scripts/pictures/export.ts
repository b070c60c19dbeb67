import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openScreens } from '../../test/support/browser.ts';
import { retrace } from '../../test/support/cli.ts';
import { StationProcess } from '../../test/support/station-process.ts';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/**
 * The pictures of docs/guide/export.md, at both sizes: a preview, and an export under way.
 *
 * @param folder where the pictures go; `data` is for the dataset
 */
export async function takeExportPictures(browser: Browser, folder: string, data: string): Promise<void> {
  const commands = [
    ['collect', '--fast', '--episodes', '6', '--seed', '3', '--out', data],
    ['collect', '--fast', '--episodes', '2', '--seed', '30', '--protocol', 'demonstration', '--out', data],
    ['freeze', 'tshirt-november', '--by', 'Grace', '--dataset', data],
  ];
  for (const command of commands) {
    const { code, stderr } = await retrace(...command);
    if (code !== 0) throw new Error(`nothing to export: ${stderr}`);
  }
  const station = await StationProcess.start(data);
  try {
    for (const viewport of SIZES) {
      const { page } = await openScreens(browser, station.address);
      await page.setViewportSize(viewport);
      const picture = (name: string) =>
        page.screenshot({
          path: join(folder, `export-${name}-${viewport.width}.jpg`),
          type: 'jpeg',
          quality: 82,
        });
      await page.getByRole('link', { name: 'Episodes' }).click();
      await page.getByRole('link', { name: 'Exports' }).click();
      await page.getByLabel('Recipe', { exact: true }).selectOption('recovery-and-success');
      await page.getByLabel('Format').selectOption('lerobot-v3');
      const start = page.getByRole('button', { name: 'Export', disabled: false });
      await start.waitFor({ timeout: 120_000 });
      await picture('preview');
      await start.click();
      await page.getByRole('status').filter({ hasText: 'left' }).waitFor({ timeout: 120_000 });
      await picture('running');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('region', { name: 'History' }).waitFor();
      await page.context().close();
    }
  } finally {
    await station.stop();
  }
}
