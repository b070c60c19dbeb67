import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../builders/temp-dataset.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { IS_DESKTOP } from '../support/desktop-app.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

const HEARTBEATS_MISSED_MS = 2_000;

let browser: Browser;
let station: StationProcess;
let watcher: ScreenClient;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  station = await StationProcess.start(await tempFolder());
  watcher = await ScreenClient.open(station.address);
  onTestFinished(async () => {
    await page?.context().close();
    watcher.close();
    await station.stop();
  });
  await watcher.until(({ bridge }) => bridge.status === 'up');
  await watcher.request('session.start', { operator: 'Ada', task: 'Pick up', protocol: 'demonstration' });
  ({ page } = await openScreens(browser, station.address));
  await page.getByRole('button', { name: 'Begin episode' }).waitFor();
});

async function holdAndDrive(on: Page, code: string): Promise<void> {
  await on.keyboard.down('ShiftLeft');
  await on.keyboard.down(code);
}

async function letGo(on: Page, code: string): Promise<void> {
  await on.keyboard.up(code);
  await on.keyboard.up('ShiftLeft');
}

describe('what the screen says is true', () => {
  it.skipIf(IS_DESKTOP)('of a station that stopped, within 2 s, and that it is back', async () => {
    const alarm = page.getByRole('alert').filter({ hasText: 'The station does not answer' });
    // The page itself notes when: the way to this test takes its time.
    const shownAt = page.evaluate<number>(`new Promise((resolve) => {
      const look = () => [...document.querySelectorAll('[role=alert]')]
        .some(({ textContent }) => textContent.includes('The station does not answer')) && resolve(Date.now());
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    })`);
    station.pause();
    const pausedMs = Date.now();
    try {
      expect((await shownAt) - pausedMs).toBeLessThan(HEARTBEATS_MISSED_MS);
      await page.getByText('No contact').waitFor();
    } finally {
      station.goOn();
    }
    await alarm.waitFor({ state: 'detached' });
  });

  it('of a page that was loaded anew in the middle of an episode, with the durable time under REC', async () => {
    await watcher.until(({ collect }) => collect.blockers.length === 0);
    await watcher.request('episode.begin', {});
    await watcher.until(({ collect }) => (collect.episode?.durableMs ?? 0) > 1_500);
    await page.reload();
    const clock = page.getByRole('timer', { name: 'Recorded and safe on the disk' });
    await clock.waitFor();
    await page.getByRole('heading', { name: 'Demonstrate' }).waitFor();
    for (let i = 0; i < 5; i += 1) {
      const [minutes, seconds] = (await clock.textContent())!.split(':').map(Number);
      const shownMs = (60 * minutes! + seconds!) * 1000;
      const { collect } = await watcher.until(() => true);
      // Asked for after it was shown: what stands there is on the disk already.
      expect(shownMs).toBeGreaterThan(1_000);
      expect(shownMs).toBeLessThanOrEqual(collect.episode!.durableMs);
      await page.waitForTimeout(300);
    }
  });

  it('of a limit of the workspace', async () => {
    await holdAndDrive(page, 'KeyD');
    await watcher.until(({ robot }) => robot.atLimit.includes('twist.linear.x'));
    await page.getByRole('list', { name: 'Commanded axes' }).getByText('limit').waitFor();
    await page.getByText('At the edge of the workspace: twist.linear.x').first().waitFor();
    await letGo(page, 'KeyD');
  });
});

describe('the robot is held, and the screen says so', () => {
  it.each([
    [
      'loses the keyboard',
      `document.hasFocus = () => false; window.dispatchEvent(new Event('blur'))`,
      'The operator’s window does not have the keyboard',
    ],
    [
      'is hidden',
      `Object.defineProperty(document, 'hidden', { value: true, configurable: true });
       document.dispatchEvent(new Event('visibilitychange'))`,
      'The operator’s window is hidden',
    ],
  ])('when the page %s', async (_name, lose, reason) => {
    await holdAndDrive(page, 'KeyW');
    await watcher.until(({ robot }) => robot.status === 'moving');
    await page.evaluate(lose);
    await watcher.until(({ robot }) => robot.status === 'held' && robot.reason === reason, 2_000);
    await page.getByText(reason).first().waitFor();
  });

  it('by Space in every dialog', async () => {
    await page.keyboard.press('F1');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Space');
    await watcher.until(({ robot }) => robot.isStopped);
  });
});

describe('a second tab', () => {
  it.skipIf(IS_DESKTOP)('watches, does not drive, may stop, and takes over when it is told to', async () => {
    await holdAndDrive(page, 'KeyW');
    await watcher.until(({ robot }) => robot.status === 'moving');
    const { page: second } = await openScreens(browser, station.address);
    await second.getByText('Watching').waitFor();
    await second.keyboard.press('Space');
    await watcher.until(({ robot }) => robot.isStopped);
    await letGo(page, 'KeyW');
    await watcher.until(({ robot, input }) => !robot.isStopped && !input.isDeadManHeld);

    await holdAndDrive(second, 'KeyW');
    await second.waitForTimeout(500);
    expect((await watcher.until(() => true)).robot.status).toBe('held');
    await letGo(second, 'KeyW');

    await second.getByRole('button', { name: 'Take over' }).click();
    await page.getByText('Watching').waitFor();
    await holdAndDrive(second, 'KeyW');
    await watcher.until(({ robot }) => robot.status === 'moving');
    await second.context().close();
    await watcher.until(({ robot }) => robot.status === 'held');
  });
});
