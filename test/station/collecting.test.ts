import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { McapStreamReader } from '@mcap/core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { InputState } from '../../core/contract/input.ts';
import { fromMs, toMs } from '../../core/time.ts';
import { readManifest } from '../../datasets/dataset.ts';
import type { SealedManifest } from '../../datasets/episode/manifest.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { type LockstepSeat, lockstepSeat } from '../support/lockstep-seat.ts';

const who = { operator: 'Ada', task: 'Pick up the shirt' };

function keys(...pressedCodes: string[]): InputState {
  return { device: 'keyboard', pressedCodes, isDeadManLatched: false };
}

let robot: LockstepSeat;
beforeEach(async () => {
  robot = await lockstepSeat();
});

/** Drives with these keys for so long; the screen repeats them as the renderer does. */
async function drive(ms: number, ...pressed: string[]): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    robot.seat.station.setInput(keys(...pressed));
    await robot.run(Math.min(100, left));
  }
}

async function begin(protocol: string): Promise<string> {
  const { session } = robot.seat.station;
  session.start({ ...who, protocol });
  return (await session.begin()).id;
}

async function sealed(): Promise<void> {
  const { session } = robot.seat.station;
  while (session.status === 'recording') {
    await robot.run(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function bridgeDown(): Promise<void> {
  const { bridge } = robot.seat.station.link;
  while (bridge.status.status !== 'down') await new Promise((resolve) => setTimeout(resolve, 5));
}

async function sealedManifest(id: string): Promise<SealedManifest> {
  const manifest = await readManifest(robot.seat.dataset, id);
  if (manifest.state !== 'sealed') throw new Error(`the episode is ${manifest.state}`);
  return manifest;
}

describe('an episode', () => {
  it('has T actions for T + 1 observations, at the step rate, as they were sent', async () => {
    const { session } = robot.seat.station;
    const id = await begin('demonstration');
    await drive(1000, 'ShiftLeft', 'KeyD');
    await drive(1000);
    session.mark('succeeded');
    await sealed();
    const reader = await openEpisode(join(robot.seat.dataset.episodesPath, id));
    const series = await reader.series();
    const steps = reader.rowCount - 1;
    expect(steps).toBeGreaterThanOrEqual(20);
    expect(steps).toBeLessThanOrEqual(21);
    const periodsMs = Array.from({ length: steps }, (_, i) =>
      toMs(series.timeNs[i + 1]! - series.timeNs[i]!),
    );
    expect(Math.min(...periodsMs)).toBeCloseTo(100, 0);
    expect(Math.max(...periodsMs)).toBeCloseTo(100, 0);

    const sent: { stampNs: bigint; x: number }[] = [];
    for await (const { stampNs, value } of reader.extras('command'))
      sent.push({ stampNs, x: (value as Float64Array)[0]! });
    for (const step of [2, 5, 8]) {
      const within = sent.filter(
        ({ stampNs }) => stampNs >= series.timeNs[step]! && stampNs < series.timeNs[step + 1]!,
      );
      const mean = within.reduce((sum, { x }) => sum + x, 0) / within.length;
      expect(within.length).toBe(5);
      expect(series.action[step * 5]).toBeCloseTo(mean, 6);
    }
    expect(series.action[8 * 5]).toBeCloseTo(0.15, 6);
    expect(series.action[15 * 5]).toBe(0);
    expect(series.state[steps * 13]! - series.state[0]!).toBeCloseTo(0.14, 1);
    expect([...series.reward]).toEqual([...Array(steps - 1).fill(0), 1]);
    expect([...series.terminated]).toEqual([...Array(steps - 1).fill(0), 1]);
    await reader.close();
  });

  it('keeps every message between the steps, each once, in the order of its arrival', async () => {
    const id = await begin('demonstration');
    await drive(2000, 'ShiftLeft');
    robot.seat.station.session.mark('succeeded');
    await sealed();
    const reader = await openEpisode(join(robot.seat.dataset.episodesPath, id));
    const series = await reader.series();
    for (const [stream, rateHz] of [
      ['joints', 100],
      ['front', 30],
    ] as const) {
      const stamps = new Set(Array.from(series.stamps[stream]!.stampNs));
      let last = -fromMs(1000);
      for await (const { stampNs } of reader.extras(stream)) {
        expect(stampNs).toBeGreaterThan(last);
        last = stampNs;
        stamps.add(stampNs);
      }
      const seconds = toMs(series.timeNs.at(-1)!) / 1000;
      expect(stamps.size).toBeGreaterThanOrEqual(Math.floor(seconds * rateHz) - 1);
      expect(stamps.size).toBeLessThanOrEqual(Math.ceil(seconds * rateHz) + 2);
    }
    await reader.close();
  });

  it('keeps when each command came back from the robot, and how late everything was', async () => {
    const id = await begin('demonstration');
    await drive(1000, 'ShiftLeft', 'KeyD');
    robot.seat.station.session.mark('succeeded');
    await sealed();
    const reader = await openEpisode(join(robot.seat.dataset.episodesPath, id));
    let commands = 0;
    for await (const _ of reader.extras('command')) commands += 1;
    let last = 0n;
    let echoes = 0;
    for await (const { stampNs, receivedNs } of reader.extras('echo')) {
      expect(receivedNs).toBeGreaterThanOrEqual(stampNs);
      expect(receivedNs).toBeGreaterThanOrEqual(last);
      last = receivedNs;
      echoes += 1;
    }
    const { timing } = reader.manifest;
    await reader.close();
    // A command for the twist and one for the width in each; the last may still be under way.
    expect(echoes).toBeGreaterThan(2 * commands - 8);
    expect(echoes).toBeLessThanOrEqual(2 * commands);
    expect(timing!.echo).toMatchObject({ messages: echoes, latencyMs: { p99: expect.any(Number) } });
  });

  it('has every message of every topic in an MCAP file beside it, where the profile asks for it', async () => {
    robot = await lockstepSeat(undefined, undefined, { recordsRawTopics: true });
    const id = await begin('demonstration');
    await drive(1000, 'ShiftLeft', 'KeyD');
    robot.seat.station.session.mark('succeeded');
    await sealed();
    expect((await sealedManifest(id)).findings).toEqual([]);
    const reader = new McapStreamReader();
    reader.append(await readFile(join(robot.seat.dataset.episodesPath, id, 'raw.mcap')));
    const topics = new Map<number, string>();
    const counts: Record<string, number> = {};
    for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
      if (record.type === 'Channel') topics.set(record.id, record.topic);
      if (record.type !== 'Message') continue;
      const topic = topics.get(record.channelId)!;
      counts[topic] = (counts[topic] ?? 0) + 1;
    }
    expect(reader.done()).toBe(true);
    expect(Object.keys(counts).sort()).toEqual([
      '/camera/front/image/compressed',
      '/camera/wrist/image/compressed',
      '/gripper/twist',
      '/gripper/width_command',
      '/gripper/wrench',
      '/joint_states',
      '/task/success',
    ]);
    expect(counts['/joint_states']).toBeGreaterThanOrEqual(95);
    expect(counts['/camera/front/image/compressed']).toBeGreaterThanOrEqual(29);
  });

  it('tells failure, recovery and success apart, and an undone mark from one that stands', async () => {
    const { session } = robot.seat.station;
    const id = await begin('visual-backtracking');
    await drive(500, 'ShiftLeft', 'KeyF');
    session.mark('failed');
    await drive(300, 'ShiftLeft');
    session.undo();
    await drive(300, 'ShiftLeft');
    session.mark('failed');
    await drive(400, 'ShiftLeft', 'KeyR');
    session.mark('recovered');
    await drive(400, 'ShiftLeft');
    session.mark('succeeded');
    await sealed();
    const manifest = await sealedManifest(id);
    expect(manifest.segments.map(({ phase, attempt }) => `${phase} ${attempt}`)).toEqual([
      'failure 0',
      'recovery 0',
      'success 1',
    ]);
    expect(manifest.events.map(({ kind }) => kind)).toEqual(['mark', 'undo', 'mark', 'mark', 'mark']);
    expect(manifest.segments[0]!.endNs / 1e6).toBeCloseTo(1100, -2);
    expect(manifest.findings).toEqual([]);
  });

  it('is truncated, not terminated, when it is aborted', async () => {
    const { session } = robot.seat.station;
    const id = await begin('visual-backtracking');
    await drive(500, 'ShiftLeft');
    session.abort();
    await sealed();
    const reader = await openEpisode(join(robot.seat.dataset.episodesPath, id));
    const series = await reader.series();
    expect(reader.manifest.outcome).toBe('aborted');
    expect(reader.manifest.findings.map(({ code }) => code)).toContain('outcome');
    expect([series.truncated.at(-1), series.terminated.at(-1), series.reward.at(-1)]).toEqual([1, 0, 0]);
    await reader.close();
  });
});

describe('the flow of a session', () => {
  it('allows each request in its state only', async () => {
    const { session } = robot.seat.station;
    await expect(session.begin()).rejects.toThrow(
      'cannot begin an episode in the state "idle", only in "ready"',
    );
    expect(() => session.start({ ...who, protocol: 'none' })).toThrow('there is no protocol "none"');
    await begin('demonstration');
    await expect(session.begin()).rejects.toThrow('in the state "recording"');
    expect(() => session.end()).toThrow('cannot end the session in the state "recording"');
    expect(() => session.mark('recovered')).toThrow('phase "success" has no mark "recovered"');
    expect(() => session.undo()).toThrow('there is no mark to undo');
    session.mark('succeeded');
    expect(() => session.mark('succeeded')).toThrow('the episode has ended');
    await sealed();
    await expect(session.discard('')).resolves.toBeUndefined();
    await expect(session.keep()).rejects.toThrow('cannot keep an episode in the state "ready"');
  });

  it('counts what is kept, and moves what is discarded to the trash with its reason', async () => {
    const { session } = robot.seat.station;
    const { dataset } = robot.seat;
    const kept = await begin('demonstration');
    await robot.run(300);
    session.mark('succeeded');
    await sealed();
    await session.keep();
    const { id: discarded } = await session.begin();
    await robot.run(300);
    session.mark('failed');
    await sealed();
    await session.discard('the shirt fell off the table');
    expect(session.view).toMatchObject({ kept: 1, discarded: 1 });
    expect(session.status).toBe('ready');
    expect(await readdir(dataset.episodesPath)).toEqual([kept]);
    expect(await readdir(dataset.trashPath)).toEqual([discarded]);
  });

  it('does not begin without the robot, and says why', async () => {
    const { session } = robot.seat.station;
    session.start({ ...who, protocol: 'demonstration' });
    await robot.killRobot();
    await bridgeDown();
    await expect(session.begin()).rejects.toThrow(/The bridge is down: .*Check that the robot/);
    expect(session.status).toBe('ready');
  });
});

describe('a robot that goes away in the middle', () => {
  it('is held, shown, and the episode is kept with the gap named', async () => {
    const { station } = robot.seat;
    const id = await begin('demonstration');
    await drive(500, 'ShiftLeft', 'KeyW');
    expect(station.snapshot().robot.status).toBe('moving');
    await robot.killRobot();
    while (station.link.bridge.status.status !== 'down')
      await new Promise((resolve) => setTimeout(resolve, 5));
    // Simulated time has ended with the robot; the station's goes on.
    const { clock } = station as unknown as { clock: { stepTo(ns: bigint): void; nowNs(): bigint } };
    for (let i = 0; i < 50; i += 1) {
      clock.stepTo(clock.nowNs() + fromMs(20));
      station.setInput(keys('ShiftLeft', 'KeyW'));
      station.tick();
    }
    const { robot: shown, alerts } = station.snapshot();
    expect(shown.status).toBe('unavailable');
    expect(shown.reason).toMatch(/^Bridge is down: /);
    expect(alerts.map((alert) => alert.id)).toContain('bridge-down');
    station.session.abort();
    clock.stepTo(clock.nowNs() + fromMs(200));
    station.tick();
    while (station.session.status === 'recording') await new Promise((resolve) => setTimeout(resolve, 5));
    const manifest = await sealedManifest(id);
    const messages = manifest.findings
      .filter(({ severity }) => severity === 'error')
      .map(({ message }) => message);
    expect(messages.join('; ')).toMatch(/front/);
    expect(messages.join('; ')).toMatch(/joints/);
  });
});

describe('the dead-man', () => {
  it('holds the robot when it is let go, when input stops, and at a stop until it is pressed anew', async () => {
    const { station } = robot.seat;
    const heldBecause = () => station.loop.heldBecause;
    await drive(200, 'KeyW');
    expect(heldBecause()).toBe('Hold the dead-man to drive');
    await drive(200, 'ShiftLeft', 'KeyW');
    expect(heldBecause()).toBeNull();
    await robot.run(400);
    expect(heldBecause()).toMatch(/^Operator input is \d+ ms old$/);
    await drive(100, 'ShiftLeft', 'KeyW');
    expect(heldBecause()).toMatch(/^Stopped/);
    await drive(100);
    await drive(100, 'ShiftLeft', 'KeyW');
    expect(heldBecause()).toBeNull();
    station.stopRobot();
    await drive(200, 'ShiftLeft', 'KeyW');
    expect(heldBecause()).toMatch(/^Stopped/);
    await drive(100);
    await drive(100, 'ShiftLeft', 'KeyW');
    expect(heldBecause()).toBeNull();
    const before = station.link.state()[1]!;
    station.stopRobot();
    await drive(300, 'ShiftLeft', 'KeyW');
    const stoppedAt = station.link.state()[1]!;
    await drive(500, 'ShiftLeft', 'KeyW');
    expect(station.link.state()[1]!).toBeCloseTo(stoppedAt, 4);
    expect(stoppedAt - before).toBeLessThan(0.05);
  });

  it('moves nothing at a stop before anybody has driven, not even the gripper', async () => {
    const { station } = robot.seat;
    const isClosed = () => station.link.isGripperClosed();
    await drive(100, 'ShiftLeft');
    await drive(100, 'ShiftLeft', 'KeyG');
    await drive(800, 'ShiftLeft');
    expect(isClosed()).toBe(true);
    // A second station on the same robot knows nothing of what was sent before.
    const { seat: another } = await lockstepSeat(undefined, station.link.bridge.url);
    another.station.stopRobot();
    another.station.tick();
    await robot.run(600);
    expect(isClosed()).toBe(true);
  });

  it('owes the robot its hold as long as it could not be sent', async () => {
    const { station } = robot.seat;
    await drive(300, 'ShiftLeft', 'KeyW');
    const stalled = vi.spyOn(station.link.bridge, 'publish').mockReturnValue(false);
    await drive(600);
    stalled.mockRestore();
    const publish = vi.spyOn(station.link.bridge, 'publish');
    await drive(600);
    expect(publish.mock.calls.map(([topic]) => topic)).toEqual(Array(10).fill('/gripper/twist'));
    for (const [, message] of publish.mock.calls) {
      const zero = { x: 0, y: 0, z: 0 };
      expect(message.twist).toEqual({ linear: zero, angular: zero });
    }
  });
});

describe('practice', () => {
  it('goes through the phases and leaves nothing on the disk', async () => {
    const { session } = robot.seat.station;
    session.start({ ...who, protocol: 'demonstration', isPractice: true });
    for (const decide of [() => session.keep(), () => session.discard('Operator slipped')]) {
      await session.begin();
      await drive(500, 'ShiftLeft', 'KeyD');
      expect(robot.seat.station.snapshot().collect.episode?.durableMs).toBe(0);
      session.mark('succeeded');
      await sealed();
      expect(robot.seat.station.snapshot().collect).toMatchObject({
        status: 'review',
        episode: { outcome: 'success', findings: [] },
      });
      await decide();
    }
    session.end();
    expect(await readdir(robot.seat.dataset.episodesPath).catch(() => [])).toEqual([]);
    expect(await readdir(join(robot.seat.dataset.path, 'trash')).catch(() => [])).toEqual([]);
    const { summary, quotas } = robot.seat.station.snapshot();
    expect(summary).toMatchObject({ isPractice: true, kept: 1, discarded: 1 });
    expect(quotas.every(({ recordedMs }) => recordedMs === 0)).toBe(true);
  });
});

describe('a session', () => {
  it('is summed up by phase and reason against the target, which outlives the station', async () => {
    const { session, quotas } = robot.seat.station;
    await quotas.setTarget('demonstration', 60);
    session.start({ ...who, protocol: 'demonstration' });
    for (const decide of [
      () => session.keep(),
      () => session.discard('Camera fault'),
      () => session.keep(),
    ]) {
      await session.begin();
      await drive(500);
      session.mark('succeeded');
      await sealed();
      await decide();
    }
    session.end();
    const { summary, quotas: shown } = robot.seat.station.snapshot();
    expect(summary).toMatchObject({
      operator: 'Ada',
      kept: 2,
      discarded: 1,
      reasons: [{ reason: 'Camera fault', episodes: 1 }],
      phases: [{ phase: 'success', segments: 2 }],
    });
    // The mark stands a little before the last row.
    expect(summary!.phases[0]!.ms).toBe(1000);
    expect(summary!.tookMs).toBeGreaterThan(summary!.recordedMs);
    const quota = shown.find(({ protocol }) => protocol === 'demonstration')!;
    expect(quota).toMatchObject({ targetMs: 3_600_000, episodes: 2, recordedMs: summary!.recordedMs });
    session.dismissSummary();
    expect(robot.seat.station.snapshot().summary).toBeNull();
    const folder = robot.seat.dataset.path;
    await robot.seat.close();
    const again = await lockstepSeat(folder);
    expect(again.seat.station.snapshot().quotas.find(({ protocol }) => protocol === 'demonstration')).toEqual(
      quota,
    );
  });
});

describe('the preflight', () => {
  it('is green in numbers while the robot is there, and says what to mend when it is not', async () => {
    const { station } = robot.seat;
    station.setSelfTest({ device: 'keyboard', id: 'keyboard', findings: [] });
    // Rates are measured over two seconds.
    await robot.run(2200);
    const checks = () => Object.fromEntries(station.snapshot().preflight.map((check) => [check.id, check]));
    expect(Object.values(checks()).filter(({ status }) => status !== 'good')).toEqual([]);
    expect(checks().disk!.finding).toMatch(/^Room for [\d.]+ h: \d+ GB at [\d.]+ MB\/s\.$/);
    station.setSelfTest({ device: 'gamepad', id: 'pad', findings: ['Left stick rests at 0.20.'] });
    expect(checks().input).toMatchObject({ status: 'fault', finding: 'Left stick rests at 0.20.' });
    await robot.killRobot();
    await bridgeDown();
    expect(checks().robot).toMatchObject({ status: 'fault', fix: 'Start the robot’s bridge.' });
    station.session.start({ ...who, protocol: 'demonstration' });
    expect(station.snapshot().preflight).toEqual([]);
  });

  it('lets no episode begin after a failed self-test, until a later one is passed', async () => {
    const { station } = robot.seat;
    const stuck = 'The dead-man reads held while nobody holds it. Do not drive with this device.';
    station.setSelfTest({ device: 'gamepad', id: 'pad', findings: [stuck] });
    station.session.start({ ...who, protocol: 'demonstration' });
    expect(station.session.blockers()).toEqual([
      `${stuck} Mend it or take another device, and run the self-test under Settings.`,
    ]);
    await expect(station.session.begin()).rejects.toThrow(stuck);
    station.setSelfTest({ device: 'gamepad', id: 'pad', findings: [] });
    await expect(station.session.begin()).resolves.toHaveProperty('id');
  });
});
