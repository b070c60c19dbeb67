import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.ts';
import { desktopPage, IS_DESKTOP } from './desktop-app.ts';

/** As on a station without a GPU. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium: run "node scripts/ensure-chromium.ts"');
  return chromium.launch({ executablePath, args: CHROMIUM_ARGS });
}

export interface OpenPage {
  page: Page;
  /** Errors that the page raised or wrote to its console. */
  errors: string[];
}

/**
 * The screens of a station: in a window of the browser, or in the desktop app's where that is tested.
 *
 * @param script runs in the page before its own
 */
export async function openScreens(browser: Browser, address: string, script = ''): Promise<OpenPage> {
  if (IS_DESKTOP) return watchErrors(await desktopPage(address));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(script);
  const opened = watchErrors(page);
  await page.goto(address);
  return opened;
}

function watchErrors(page: Page): OpenPage {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, errors };
}
