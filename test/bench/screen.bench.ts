/**
 * The collect screen under 8 cameras × 30 Hz of 640×480 JPEG while an episode is recorded, everything real: a
 * rosbridge server in a process of its own, the station, Chromium without a GPU. Then the page freezes for 5 s.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDataset, readManifest } from '../../datasets/dataset.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';
import { quantile, report } from './report.ts';
import { DetachedBrowser } from './screen/detached-browser.ts';
import { type DrawnFrame, latencyMs, TAKE_DRAWN_FRAMES, WATCH_DRAWN_FRAMES } from './screen/drawn-frames.ts';
import { CAMERA_HZ, CAMERA_NAMES, loadProfile } from './screen/load-profile.ts';

const WARM_UP_MS = 5_000;
const MEASURED_MS = 20_000;
const FREEZE_MS = 5_000;
/** What must have become of a backlog by then. */
const SETTLE_MS = 1_000;
const SETTLED_MS = 1_000;
const SIZE = { widthPx: 1920, heightPx: 1080 };

/** In the page: what the browser itself says of long tasks and of the display's frames. */
const WATCH_PAGE = `{
  let longTasksMs = [], framesMs = [], sinceMs = performance.now();
  new PerformanceObserver((list) => longTasksMs.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask' });
  const tick = (nowMs) => { framesMs.push(nowMs); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  window.bench = {
    take() {
      const tookMs = performance.now() - sinceMs;
      sinceMs += tookMs;
      return { tookMs, longTasksMs: longTasksMs.splice(0), framesMs: framesMs.splice(0) };
    },
  };
}`;

const folder = await mkdtemp(join(tmpdir(), 'retrace-screen-'));
const robot = fork(new URL('./screen/load-robot.ts', import.meta.url));
const [{ url }] = (await once(robot, 'message')) as [{ url: string }];
const profilePath = join(folder, 'load.json');
await writeFile(profilePath, JSON.stringify(loadProfile(url)));
const station = await StationProcess.start(join(folder, 'load'), ['--profile', profilePath]);
const browser = await DetachedBrowser.launch(SIZE);
try {
  await browser.open(station.address, `${WATCH_DRAWN_FRAMES} ${WATCH_PAGE}`);
  const watcher = await ScreenClient.open(station.address);
  await watcher.until(({ bridge }) => bridge.status === 'up', 30_000);
  await watcher.request('session.start', {
    operator: 'bench',
    task: 'eight cameras',
    protocol: 'demonstration',
  });
  await watcher.until(({ collect }) => collect.status === 'ready' && collect.blockers.length === 0, 30_000);
  const { id } = await watcher.request('episode.begin', {});
  const sentAtBegin = await sentBy(robot);
  await delay(WARM_UP_MS);

  await taken();
  await delay(MEASURED_MS);
  const steady = await taken();
  const perMinute = (value: number): number => (value * 60_000) / steady.tookMs;
  const latencies = steady.frames.map(latencyMs);
  const framesSent = (CAMERA_NAMES.length * CAMERA_HZ * steady.tookMs) / 1000;
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
      value: (1000 * steady.framesMs.length) / steady.tookMs,
      unit: '/s',
      target: { atLeast: 50 },
    },
    {
      name: 'frame latency, stamp to pixels, p50',
      value: quantile(latencies, 0.5),
      unit: 'ms',
      target: { atMost: 60 },
    },
    {
      name: 'frame latency, stamp to pixels, p99',
      value: quantile(latencies, 0.99),
      unit: 'ms',
      target: { atMost: 200 },
    },
    {
      name: 'camera frames drawn',
      value: steady.frames.length / framesSent,
      unit: 'of those sent',
      target: { atLeast: 0.9 },
    },
  ]);

  await browser.evaluate(`void setTimeout(() => {
    const end = performance.now() + ${FREEZE_MS};
    while (performance.now() < end);
    window.thawedWallMs = performance.timeOrigin + performance.now();
  }, 200)`);
  await delay(200 + FREEZE_MS + SETTLE_MS + SETTLED_MS);
  const { settled, pageFrames } = await settledAfterFreeze();
  report([
    {
      name: `${SETTLE_MS / 1000} s after a freeze of ${FREEZE_MS / 1000} s: frame latency p99`,
      value: quantile(settled.map(latencyMs), 0.99),
      unit: 'ms',
      target: { atMost: 200 },
    },
    {
      name: 'page frames then',
      value: (1000 * pageFrames) / SETTLED_MS,
      unit: '/s',
      target: { atLeast: 50 },
    },
    {
      name: 'cameras that are drawn then',
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
  tookMs: number;
  longTasksMs: number[];
  /** When each frame of the display began, on the page's clock. */
  framesMs: number[];
  frames: DrawnFrame[];
}

/** What happened in the page since this was last asked. */
async function taken(): Promise<Taken> {
  return browser.evaluate(`({ ...window.bench.take(), frames: ${TAKE_DRAWN_FRAMES} })`);
}

/** What was drawn from `SETTLE_MS` after the freeze on, for `SETTLED_MS`. */
async function settledAfterFreeze(): Promise<{ settled: DrawnFrame[]; pageFrames: number }> {
  const { frames, framesMs } = await taken();
  const [thawedWallMs, originMs] = await browser.evaluate<[number, number]>(
    '[window.thawedWallMs, performance.timeOrigin]',
  );
  const fromMs = thawedWallMs + SETTLE_MS;
  const isThen = (wallMs: number): boolean => wallMs >= fromMs && wallMs < fromMs + SETTLED_MS;
  return {
    settled: frames.filter(({ drawnWallMs }) => isThen(drawnWallMs)),
    pageFrames: framesMs.filter((ms) => isThen(originMs + ms)).length,
  };
}

async function sentBy(child: ChildProcess): Promise<Record<string, number>> {
  child.send('count');
  const [{ sent }] = (await once(child, 'message')) as [{ sent: Record<string, number> }];
  return sent;
}
