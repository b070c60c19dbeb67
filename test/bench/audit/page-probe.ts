import type { Page } from 'playwright-core';

/**
 * Runs in the page, as text since the tests are compiled without the browser's types: when which row was on
 * the screen, when keys and pointer asked for which, and which tasks held the page up.
 */
export const PAGE_PROBE = `
  window.probe = { shown: [], wanted: [], long: [], openedAt: 0 };
  new PerformanceObserver((list) => {
    for (const { startTime, detail } of list.getEntries())
      if (detail?.row !== undefined) window.probe.shown.push({ atMs: startTime, row: detail.row });
  }).observe({ type: 'mark' });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.probe.long.push({ atMs: startTime, duration });
  }).observe({ type: 'longtask' });
  const playheadRow = () => {
    const text = document.querySelector('[aria-label="Playhead"]')?.getAttribute('aria-valuetext');
    return Number(/row (\\d+)/.exec(text ?? '')?.[1] ?? 0) - 1;
  };
  // After the page's own handlers: the playhead is where the event put it.
  for (const type of ['keydown', 'pointermove'])
    window.addEventListener(type, (event) => window.probe.wanted.push({ atMs: event.timeStamp, row: playheadRow() }));
  window.addEventListener('click', (event) => { window.probe.openedAt = event.timeStamp; }, true);
`;

/** Until an expression holds in the page, whose policy forbids Playwright's own way of waiting for one. */
export async function untilTrue(page: Page, expression: string, timeoutMs = 30_000): Promise<void> {
  const startMs = performance.now();
  while (!(await page.evaluate<boolean>(`Boolean(${expression})`))) {
    if (performance.now() - startMs > timeoutMs) throw new Error(`not within ${timeoutMs} ms: ${expression}`);
    await page.waitForTimeout(5);
  }
}

export interface At {
  atMs: number;
  row: number;
}

/** From an instant at which a row was asked for to that at which it was on the screen; null if it never was. */
export function delayOf({ atMs, row }: At, shown: readonly At[]): number | null {
  const seen = shown.find((mark) => mark.row === row && mark.atMs >= atMs);
  return seen === undefined ? null : seen.atMs - atMs;
}

/**
 * How old what is on the screen gets while the pointer moves: from when the pointer left the row that is shown
 * to when another one replaced it. One value for each row that was shown.
 */
export function staleness(wanted: readonly At[], shown: readonly At[]): number[] {
  return shown.slice(1).flatMap((next, i) => {
    const { row, atMs } = shown[i]!;
    const lastWish = wanted.findLastIndex((wish) => wish.row === row && wish.atMs <= atMs);
    const left = wanted[lastWish + 1];
    return lastWish < 0 || left === undefined ? [] : [Math.max(0, next.atMs - left.atMs)];
  });
}
