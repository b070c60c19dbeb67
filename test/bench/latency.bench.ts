/**
 * From a frame's stamp in the robot to its pixels in the browser, with everything real in between: simulated
 * robot, bridge, station (recording meanwhile), contract, worker and canvas. 2 cameras at 30 Hz.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';
import { quantile, report } from './report.ts';
import { type DrawnFrame, latencyMs, TAKE_DRAWN_FRAMES, WATCH_DRAWN_FRAMES } from './screen/drawn-frames.ts';

const WARM_UP_MS = 5_000;
const MEASURED_MS = 20_000;
const CAMERAS = ['front', 'wrist'];
const CAMERA_HZ = 30;

const folder = await mkdtemp(join(tmpdir(), 'retrace-latency-'));
const station = await StationProcess.start(folder);
const browser = await launchBrowser();
try {
  const watcher = await ScreenClient.open(station.address);
  const { page } = await openScreens(browser, station.address);
  await page.addInitScript(WATCH_DRAWN_FRAMES);
  await page.reload();
  await page.getByLabel('Operator').fill('bench');
  await page.getByLabel('Task').fill('latency');
  await page.getByRole('button', { name: 'Start session' }).click();
  await watcher.until(({ collect }) => collect.status === 'ready' && collect.blockers.length === 0);
  await watcher.request('episode.begin', {});
  await page.waitForTimeout(WARM_UP_MS);
  await page.evaluate(TAKE_DRAWN_FRAMES);
  await page.waitForTimeout(MEASURED_MS);
  const drawn = await page.evaluate<DrawnFrame[]>(TAKE_DRAWN_FRAMES);
  for (const camera of CAMERAS) {
    const frames = drawn.filter((frame) => frame.camera === camera);
    const latencies = frames.map(latencyMs);
    const arrived = frames.at(-1)!.sequence - frames[0]!.sequence + 1;
    report([
      {
        name: `${camera} stamp to pixels, median`,
        value: quantile(latencies, 0.5),
        unit: 'ms',
        target: { atMost: 50 },
      },
      {
        name: `${camera} stamp to pixels, p99`,
        value: quantile(latencies, 0.99),
        unit: 'ms',
        target: { atMost: 150 },
      },
      {
        name: `${camera} frames drawn of those that arrived`,
        value: frames.length / arrived,
        unit: '',
        target: { atLeast: 0.95 },
      },
      {
        name: `${camera} frame rate`,
        value: arrived / (MEASURED_MS / 1000),
        unit: 'Hz',
        target: { atLeast: 0.9 * CAMERA_HZ },
      },
    ]);
  }
  watcher.close();
} finally {
  await browser.close();
  await station.stop();
  await rm(folder, { recursive: true });
}
