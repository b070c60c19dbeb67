import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import jpeg from '@julusian/jpeg-turbo';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { toMs } from '../../core/time.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { verifyDataset } from '../../datasets/integrity/verify-dataset.ts';
import { IDLE_INTENT, type Intent } from '../../robots/input/intent.ts';
import { parseRobotProfile } from '../../robots/parse-profile.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { SystemClock } from '../../station/clocks.ts';
import { openSeat } from '../../station/seat.ts';
import { startTicker } from '../../station/ticker.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { pause } from './observe.ts';
import { ARM_RATE_HZ, RosGraph } from './ros-graph.ts';

const CAMERA_RATE_HZ = 30;
const VIDEO_FRAMES = 30;
const BAR_PX = 10;
const PROFILE = join(import.meta.dirname, 'debian-arm.json');

let graph: RosGraph;
let profile: RobotProfile;
beforeAll(async () => {
  graph = await RosGraph.start();
  const text = (await readFile(PROFILE, 'utf8')).replace('http://127.0.0.1:11311', graph.masterUri);
  profile = parseRobotProfile(text, PROFILE);
  await graph.startArm();
  await graph.startFrames();
  for (const { name, widthPx, heightPx } of profile.cameras) {
    // A white bar walks over a red and green ground, a step a frame.
    const video = await graph.writeVideo(name, VIDEO_FRAMES, widthPx, heightPx, (x, y, frame) => {
      if (Math.floor(x / BAR_PX) === frame % (widthPx / BAR_PX)) return [255, 255, 255];
      return y < heightPx / 2 ? [180, 30, 30] : [30, 150, 30];
    });
    await graph.startCamera(name, video, CAMERA_RATE_HZ);
  }
});
afterAll(() => graph.close());

/** Where the bar stands in a frame, in steps from the left, and whether its ground has the right colors. */
function look(bytes: Uint8Array, widthPx: number, heightPx: number): { bar: number; isColored: boolean } {
  const { data, width, height } = jpeg.decompressSync(Buffer.from(bytes), { format: jpeg.FORMAT_RGB });
  expect([width, height]).toEqual([widthPx, heightPx]);
  const pixel = (x: number, y: number) => [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
  const middles = Array.from({ length: width / BAR_PX }, (_, i) => i * BAR_PX + BAR_PX / 2);
  const top = middles.map((x) => pixel(x, Math.floor(height / 4)));
  const bottom = middles.map((x) => pixel(x, Math.floor((3 * height) / 4)));
  const bar = top.findIndex(([, green]) => green! > 200);
  const isColored =
    top.every(([red, green], i) => i === bar || (red! > 150 && green! < 70)) &&
    bottom.every(([red, green], i) => i === bar || (red! < 70 && green! > 120));
  return { bar, isColored };
}

// Real time on a machine that does ten other things may truly have a gap, and the episode then says so.
const REAL_TIME = { timeout: 60_000, retry: 2 };

it('records an episode: frames, joints, and commands that moved them', REAL_TIME, async () => {
  const datasetPath = await tempFolder();
  const seat = await openSeat({ datasetPath, profile, clock: new SystemClock(), clockKind: 'system' });
  const { station } = seat;
  const { session } = station;
  let intent: Intent = IDLE_INTENT;
  const stop = startTicker(profile.rates.commandHz, () => {
    station.setIntent(intent);
    station.tick();
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    stop();
    await seat.close();
  };
  onTestFinished(close);
  const drive = async (ms: number, axes: Intent['axes'] | null): Promise<void> => {
    intent = axes === null ? IDLE_INTENT : { axes, isGripperClosed: false, isDeadManHeld: true };
    await pause(ms);
  };

  await vi.waitFor(() => expect(session.blockers()).toEqual([]), 20_000);
  session.start({ operator: 'Ada', task: 'Wave', protocol: 'demonstration' });
  const { id } = await session.begin();
  await drive(500, null);
  await drive(1500, { right: 1 });
  await drive(1000, {});
  await drive(1500, { right: -0.5, up: 1 });
  await drive(700, {});
  expect(station.loop.heldBecause).toBeNull();
  const left = station.link.state();
  await drive(500, null);
  session.mark('succeeded');
  await vi.waitFor(() => expect(session.status).toBe('review'), 10_000);
  await session.keep();
  expect(station.snapshot().alerts).toEqual([]);
  await close();

  // The arm went where it was driven, and stands there.
  expect(left[0]).toBeGreaterThan(0.3);
  expect(left[1]).toBeGreaterThan(0.7);

  const reports = [];
  for await (const report of verifyDataset(seat.dataset)) reports.push(report);
  expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
  expect(reports).toMatchObject([{ verdict: 'whole' }]);

  const reader = await openEpisode(join(seat.dataset.episodesPath, id));
  const series = await reader.series();
  const steps = reader.rowCount - 1;
  const seconds = toMs(series.timeNs.at(-1)!) / 1000;
  expect(seconds).toBeGreaterThan(5.5);
  expect(Math.abs(steps - seconds * profile.rates.stepHz)).toBeLessThanOrEqual(2);

  // Each joint is where the last command of the step before sent it, within what a step's mean can differ.
  const stepRad = 0.8 / profile.rates.stepHz;
  for (const joint of [0, 1]) {
    for (let step = 0; step < steps; step += 1) {
      const commanded = series.action[step * 2 + joint]!;
      const reached = series.state[(step + 1) * 2 + joint]!;
      expect(Math.abs(reached - commanded)).toBeLessThan(stepRad);
    }
  }
  expect(series.state.at(-2)).toBeCloseTo(left[0]!, 6);
  expect(series.state.at(-1)).toBeCloseTo(left[1]!, 6);

  for (const { name, widthPx, heightPx } of profile.cameras) {
    const bars = new Set<number>();
    for (let row = 0; row <= steps; row += 1) {
      const { bar, isColored } = look(await reader.frame(name, row), widthPx, heightPx);
      expect(isColored).toBe(true);
      expect(bar).toBeGreaterThanOrEqual(0);
      bars.add(bar);
    }
    // At 30 frames to 10 steps, every third place of the bar.
    expect(bars.size).toBeGreaterThan(4);
    await expectRate(name, CAMERA_RATE_HZ, seconds);
  }
  await expectRate('joints', ARM_RATE_HZ, seconds);

  // Arrival is taken on arrival, not after the encoding: two streams of one computer agree within a few ms.
  const stamps = series.stamps.front!;
  const ages = Array.from(stamps.stampNs, (stampNs, i) => toMs(stamps.receivedNs[i]! - stampNs)).sort(
    (a, b) => a - b,
  );
  expect(ages[Math.floor(ages.length / 2)]).toBeLessThan(15);
  await reader.close();

  async function expectRate(stream: string, rateHz: number, durationS: number): Promise<void> {
    const all = new Set(Array.from(series.stamps[stream]!.stampNs, String));
    let last: bigint | null = null;
    for await (const { stampNs } of reader.extras(stream)) {
      if (last !== null) expect(stampNs).toBeGreaterThan(last);
      last = stampNs;
      all.add(String(stampNs));
    }
    // That none of those that came was lost is what verifying found; a busy machine makes fewer.
    expect(all.size / durationS / rateHz).toBeGreaterThan(0.8);
    expect(all.size / durationS / rateHz).toBeLessThan(1.05);
  }
});
