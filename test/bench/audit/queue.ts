import type { Browser, Page } from 'playwright-core';
import { openScreens } from '../../support/browser.ts';
import { PAGE_PROBE, untilTrue } from './page-probe.ts';

const WHEEL_MS = 5_000;
const NOTCH_PX = 1_200;
const LONG_MS = 50;

export interface QueueFigures {
  /** Rows that the queue says it has. */
  rows: number;
  /** Tasks over 50 ms while the wheel turned. */
  longTasks: number;
  longestTaskMs: number;
  /** From a jump to a far place to its rows, and from a typed text to its answer. */
  jumpsMs: number[];
  filterMs: number;
  /** From the click to the figures of the dataset page: when its episodes were never counted, and after that. */
  firstCountMs: number;
  countMs: number;
}

/** Scroll, jump and filter as a person does who looks for something in a year of work. */
export async function lookThrough(browser: Browser, address: string): Promise<QueueFigures> {
  const { page } = await openScreens(browser, address);
  await page.getByRole('link', { name: 'Episodes' }).click();
  const table = page.getByRole('table', { name: 'Episodes' });
  await table.getByRole('link').first().waitFor({ timeout: 120_000 });
  const rows = Number(await table.getAttribute('aria-rowcount')) - 1;
  await page.evaluate(PAGE_PROBE);
  await table.hover();
  const startMs = performance.now();
  while (performance.now() - startMs < WHEEL_MS) {
    await page.mouse.wheel(0, NOTCH_PX);
    await page.waitForTimeout(16);
  }
  const tasks = await page.evaluate<number[]>('window.probe.long.map(({ duration }) => duration)');
  const list = page.getByRole('region', { name: 'List of episodes' });
  const jumpsMs: number[] = [];
  for (const share of [0.9, 0.1, 0.5, 0.99]) {
    const jumpedMs = performance.now();
    await list.evaluate((element: { scrollTop: number; scrollHeight: number }, to: number) => {
      element.scrollTop = element.scrollHeight * to;
    }, share);
    await untilTrue(page, `(${IS_THERE})(${share})`);
    jumpsMs.push(performance.now() - jumpedMs);
  }
  const typedMs = performance.now();
  await page.getByRole('searchbox').fill('shirt 77');
  const isAnswered = `Number(document.querySelector('table').getAttribute('aria-rowcount')) < ${rows / 2}`;
  await untilTrue(page, `${isAnswered} && document.querySelector('tbody a')`);
  const filterMs = performance.now() - typedMs;
  const firstCountMs = await timeDatasetPage(page);
  const countMs = await timeDatasetPage(page);
  await page.context().close();
  return {
    rows,
    longTasks: tasks.filter((duration) => duration > LONG_MS).length,
    longestTaskMs: Math.max(0, ...tasks),
    jumpsMs,
    filterMs,
    firstCountMs,
    countMs,
  };
}

async function timeDatasetPage(page: Page): Promise<number> {
  await page.getByRole('link', { name: 'Episodes', exact: true }).first().click();
  await page.getByRole('table', { name: 'Episodes' }).waitFor();
  const clickedMs = performance.now();
  await page.getByRole('link', { name: 'Dataset', exact: true }).click();
  await page.getByRole('region', { name: 'Minutes per operator' }).waitFor({ timeout: 120_000 });
  return performance.now() - clickedMs;
}

/** Rows with contents stand near the place that was jumped to. */
const IS_THERE = `(share) => {
  const count = Number(document.querySelector('table').getAttribute('aria-rowcount')) - 1;
  return [...document.querySelectorAll('tbody tr[aria-rowindex]')]
    .some((row) => Math.abs(Number(row.getAttribute('aria-rowindex')) - share * count) < 40);
}`;
