/**
 * The collect screen under 8 cameras × 30 Hz of 640×480 JPEG while an episode is recorded, everything real: a
 * rosbridge server in a process of its own, the station, Chromium without a GPU. Then the page freezes for 5 s.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openDataset, readManifest } from '../../datasets/dataset.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';
import { quantile, report } from './report.ts';
import { type DrawnFrame, latencyMs, takeDrawnFrames, watchDrawnFrames } from './screen/drawn-frames.ts';
import { CAMERA_HZ, CAMERA_NAMES, loadProfile } from './screen/load-profile.ts';

const WARM_UP_MS = 5_000;
const MEASURED_MS = 20_000;
const FREEZE_MS = 5_000;
/** What must have become of a backlog by then. */
const SETTLE_MS = 1_000;

/** In the page: what the browser itself says of long tasks and of the display's frames. */
const WATCH = `(() => {
  let longTasksMs = [], framesMs = [];
  new PerformanceObserver((list) => longTasksMs.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask' });
  const tick = (nowMs) => { framesMs.push(nowMs); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  window.bench = {
    take: () => ({ longTasksMs: longTasksMs.splice(0), framesMs: framesMs.splice(0) }),
  };
})()`;

const folder = await mkdtemp(join(tmpdir(), 'retrace-screen-'));
const robot = fork(new URL('./screen/load-robot.ts', import.meta.url));
const [{ url }] = (await once(robot, 'message')) as [{ url: string }];
const profilePath = join(folder, 'load.json');
await writeFile(profilePath, JSON.stringify(loadProfile(url)));
const station = await StationProcess.start(join(folder, 'load'), ['--profile', profilePath]);
const browser = await launchBrowser();
try {
  const watcher = await ScreenClient.open(station.address);
  const { page } = await openScreens(browser, station.address);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await watchDrawnFrames(page);
  await page.getByLabel('Operator').fill('bench');
  await page.getByLabel('Task').fill('eight cameras');
  await page.evaluate(WATCH);
  await watcher.until(({ bridge }) => bridge.status === 'up', 30_000);
  await watcher.request('session.start', {
    operator: 'bench',
    task: 'eight cameras',
    protocol: 'demonstration',
  });
  await watcher.until(({ collect }) => collect.status === 'ready' && collect.blockers.length === 0, 30_000);
  const { id } = await watcher.request('episode.begin', {});
  const sentAtBegin = await sentBy(robot);
  await page.waitForTimeout(WARM_UP_MS);

  await taken(page);
  await page.waitForTimeout(MEASURED_MS);
  const steady = await taken(page);
  const steadyLatencies = steady.frames.map(latencyMs);
  report([
    { name: 'long tasks', value: perMinute(steady.longTasksMs.length), unit: '/min', target: { atMost: 10 } },
    {
      name: 'main thread blocked by long tasks',
      value: perMinute(steady.longTasksMs.reduce((sum, ms) => sum + ms, 0)),
      unit: 'ms/min',
      target: { atMost: 1_000 },
    },
    {
      name: 'page frames',
      value: (1000 * steady.framesMs.length) / MEASURED_MS,
      unit: '/s',
      target: { atLeast: 50 },
    },
    {
      name: 'frame latency, stamp to pixels, p50',
      value: quantile(steadyLatencies, 0.5),
      unit: 'ms',
      target: { atMost: 60 },
    },
    {
      name: 'frame latency, stamp to pixels, p99',
      value: quantile(steadyLatencies, 0.99),
      unit: 'ms',
      target: { atMost: 200 },
    },
    {
      name: 'camera frames drawn',
      value: steady.frames.length / (CAMERA_NAMES.length * CAMERA_HZ * (MEASURED_MS / 1000)),
      unit: 'of those sent',
      target: { atLeast: 0.9 },
    },
  ]);

  await taken(page);
  await page.evaluate(`{ const end = performance.now() + ${FREEZE_MS}; while (performance.now() < end); }`);
  await page.waitForTimeout(SETTLE_MS);
  await taken(page);
  await page.waitForTimeout(1_000);
  const { frames: settled } = await taken(page);
  report([
    {
      name: `${SETTLE_MS / 1000} s after a freeze of ${FREEZE_MS / 1000} s: frame latency p99`,
      value: quantile(settled.map(latencyMs), 0.99),
      unit: 'ms',
      target: { atMost: 200 },
    },
    {
      name: 'cameras that are drawn again',
      value: new Set(settled.map(({ camera }) => camera)).size,
      unit: '',
      target: { atLeast: CAMERA_NAMES.length },
    },
  ]);

  await watcher.request('episode.mark', { transition: 'succeeded' });
  const sentAtEnd = await sentBy(robot);
  await watcher.until(({ collect }) => collect.status === 'review');
  const manifest = await readManifest(await openDataset(join(folder, 'load')), id);
  if (manifest.state !== 'sealed') throw new Error(`the episode is ${manifest.state}`);
  const kept = CAMERA_NAMES.map((name) => manifest.timing?.[name]?.messages ?? 0);
  const sent = CAMERA_NAMES.map((name) => sentAtEnd[name]! - sentAtBegin[name]!);
  report([
    {
      name: 'frames in the episode, worst camera',
      value: Math.min(...kept.map((count, i) => count / sent[i]!)),
      unit: 'of those sent',
      target: { atLeast: 0.99 },
    },
  ]);
  watcher.close();
} finally {
  await browser.close();
  await station.stop();
  robot.disconnect();
  await rm(folder, { recursive: true });
}

interface Taken {
  longTasksMs: number[];
  framesMs: number[];
  frames: DrawnFrame[];
}

/** What happened in the page since this was last asked. */
async function taken(page: Page): Promise<Taken> {
  const frames = await takeDrawnFrames(page);
  return { ...(await page.evaluate<Omit<Taken, 'frames'>>('window.bench.take()')), frames };
}

async function sentBy(child: ChildProcess): Promise<Record<string, number>> {
  child.send('count');
  const [{ sent }] = (await once(child, 'message')) as [{ sent: Record<string, number> }];
  return sent;
}

function perMinute(value: number): number {
  return (value * 60_000) / MEASURED_MS;
}
