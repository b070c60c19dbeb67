import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../builders/temp-dataset.ts';
import { desktopPage } from '../support/desktop-app.ts';
import { StationProcess } from '../support/station-process.ts';

it('has a page of its own scheme, with nothing of Node or Electron in it', async () => {
  const app = await StationProcess.start(await tempFolder());
  onTestFinished(async () => {
    await app.stop();
  });
  const page = await desktopPage(app.address);
  expect(page.url()).toContain('app://bundle/');
  await page.getByLabel('Operator').waitFor();
  expect(await page.evaluate('[typeof require, typeof process, typeof electron]')).toEqual([
    'undefined',
    'undefined',
    'undefined',
  ]);
  expect(await page.evaluate('Object.keys(retraceDesktop).sort()')).toEqual([
    'connect',
    'onCommand',
    'showMenu',
  ]);
});
