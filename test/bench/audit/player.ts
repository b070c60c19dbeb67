import type { Browser, Page } from 'playwright-core';
import { openScreens } from '../../support/browser.ts';
import { type Figure, quantile } from '../report.ts';
import { type At, delayOf, PAGE_PROBE, staleness, untilTrue } from './page-probe.ts';

interface Probe {
  shown: At[];
  wanted: At[];
  openedAt: number;
}

const probe = (page: Page): Promise<Probe> => page.evaluate<Probe>('window.probe');
const forget = (page: Page): Promise<unknown> =>
  page.evaluate('Object.assign(window.probe, { shown: [], wanted: [], long: [] })');

/** From the click in the queue to the pictures of all cameras, in a browser that has never seen them. */
export async function timeFirstFrames(browser: Browser, address: string, times: number): Promise<number[]> {
  const delays: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const page = await openEpisode(browser, address);
    const { shown, openedAt } = await probe(page);
    delays.push(shown[0]!.atMs - openedAt);
    await page.context().close();
  }
  return delays;
}

/** From a press of a key to the row on the screen, one press after the other. */
export async function timeSteps(
  browser: Browser,
  address: string,
  key: string,
  presses: number,
): Promise<number[]> {
  const page = await openEpisode(browser, address);
  await seekTo(page, 0.5);
  await forget(page);
  const delays: number[] = [];
  for (let i = 0; i < presses; i += 1) {
    await page.keyboard.press(key);
    const wish = (await probe(page)).wanted.at(-1)!;
    const isShown = `window.probe.shown.some(({ row, atMs }) => row === ${wish.row} && atMs >= ${wish.atMs})`;
    await untilTrue(page, isShown);
    delays.push(delayOf(wish, (await probe(page)).shown)!);
  }
  await page.context().close();
  return delays;
}

/** How old the pictures get while the pointer drags the playhead over the whole episode and back. */
export async function timeScrubbing(browser: Browser, address: string, seconds: number): Promise<number[]> {
  const page = await openEpisode(browser, address);
  const box = (await page.getByRole('slider', { name: 'Playhead' }).boundingBox())!;
  const x = (share: number): number => box.x + 2 + share * (box.width - 4);
  await page.mouse.move(x(0.05), box.y + box.height / 2);
  await page.mouse.down();
  await page.waitForTimeout(500);
  await forget(page);
  const startMs = performance.now();
  let elapsedMs = 0;
  while (elapsedMs < seconds * 1000) {
    elapsedMs = performance.now() - startMs;
    const swing = 0.5 - 0.5 * Math.cos((elapsedMs / (seconds * 1000)) * 4 * Math.PI);
    await page.mouse.move(x(0.05 + 0.9 * swing), box.y + box.height / 2);
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
  await page.waitForTimeout(500);
  const { wanted, shown } = await probe(page);
  await page.context().close();
  return staleness(wanted, shown);
}

export function figuresOf(name: string, values: readonly number[], atMost: number): Figure[] {
  return [
    { name: `${name}, median`, value: quantile(values, 0.5), unit: 'ms', target: { atMost } },
    { name: `${name}, p99`, value: quantile(values, 0.99), unit: 'ms', target: { atMost } },
  ];
}

async function openEpisode(browser: Browser, address: string): Promise<Page> {
  const { page } = await openScreens(browser, address);
  await page.getByRole('link', { name: 'Episodes' }).click();
  const link = page.getByRole('table', { name: 'Episodes' }).getByRole('link').first();
  await link.waitFor();
  await page.evaluate(PAGE_PROBE);
  // The queue shows a picture of the episode, too: that one must not compete.
  await page.waitForTimeout(500);
  await link.click();
  await untilTrue(page, 'window.probe.shown.length > 0');
  return page;
}

async function seekTo(page: Page, share: number): Promise<void> {
  const slider = page.getByRole('slider', { name: 'Playhead' });
  const box = (await slider.boundingBox({ timeout: 20_000 }))!;
  await page.mouse.click(box.x + share * box.width, box.y + box.height / 2);
  await page.waitForTimeout(500);
}
