import type { ChildProcess } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { findElectron } from '../../station/cli/electron-runtime.ts';
import { ELECTRON_MAIN } from '../../station/cli/paths.ts';
import { PORT_TAKER } from './desktop-page.ts';

/** Whether the flows are run in the desktop app; `npm run test:desktop` says so. */
export const IS_DESKTOP = process.env.RETRACE_SHELL === 'electron';

const apps = new Map<string, ElectronApplication>();

/** @param args of `retrace start`; the desktop app has no ports */
export async function launchDesktop(
  dataset: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; address: string }> {
  const electron = findElectron();
  if ('missingBecause' in electron) throw new Error(electron.missingBecause);
  // One app per profile, and each test has its own; on Linux the profile stands there.
  const XDG_CONFIG_HOME = await mkdtemp(join(tmpdir(), 'retrace-desktop-'));
  const robot = args.includes('--profile') ? [] : ['--simulated'];
  const app = await _electron.launch({
    executablePath: electron.program,
    args: [ELECTRON_MAIN, '--dataset', dataset, ...robot, ...args],
    env: { ...process.env, XDG_CONFIG_HOME } as Record<string, string>,
  });
  const address = `desktop:${apps.size}`;
  apps.set(address, app);
  return { child: app.process(), address };
}

/** The app's one window, at its first screen. It stays when a test closes its page, as the app does. */
export async function desktopPage(address: string): Promise<Page> {
  const page = await apps.get(address)!.firstWindow();
  await page.addInitScript(PORT_TAKER);
  await page.evaluate("location.hash = ''");
  await page.reload();
  const context = page.context();
  const lasting = Object.assign(Object.create(context), { close: async () => {} });
  return Object.assign(page, { context: () => lasting });
}
