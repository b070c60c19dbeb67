import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { findElectron } from '../../station/cli/electron-runtime.ts';
import { tempFolder } from '../builders/temp-dataset.ts';

const ROOT = join(import.meta.dirname, '../..');
const electron = findElectron();
const missing = 'missingBecause' in electron ? electron.missingBecause : null;

// Electron's runtime is not part of the package: without it this line names what was not tested, and why.
it.skipIf(missing !== null)(
  `the desktop app shows its station and starts a session${missing === null ? '' : ` (skipped: ${missing})`}`,
  async () => {
    if ('missingBecause' in electron) return;
    const app = await _electron.launch({
      executablePath: electron.program,
      args: [join(ROOT, 'out/electron/app.js'), await tempFolder()],
    });
    onTestFinished(() => app.close());
    const page = await app.firstWindow();
    expect(page.url()).toContain('app://bundle/');
    await page.getByLabel('Operator').fill('Ada');
    await page.getByLabel('Task').fill('Pick up the T-shirt');
    await page.getByRole('button', { name: 'Start session' }).click();
    await page.getByRole('button', { name: 'Begin episode' }).waitFor();
    expect(await page.evaluate('typeof require')).toBe('undefined');
  },
);
