import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { readProfile } from '../../station/seat.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { retrace } from '../support/cli.ts';

async function simulatedUrl(): Promise<string> {
  const simulation = await startSimulation({ port: 0, seed: 5 });
  onTestFinished(() => simulation.close());
  return simulation.url;
}

test('new: proposes a valid profile of what the robot has, and never overwrites', {
  timeout: 60_000,
}, async () => {
  const url = await simulatedUrl();
  const out = join(await tempFolder(), 'mine.json');
  const { code, stdout, stderr } = await retrace('profile', 'new', '--bridge', url, '--out', out);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('- No pose of the hand came, so no workspace limits where it goes.');
  expect(stdout).toContain('nobody stops it, so Retrace does not drive it');

  const proposed = await readProfile(out);
  const simulated = await readProfile(SIMULATED_PROFILE);
  expect(proposed).toMatchObject({ name: 'mine', title: 'Mine', bridge: { kind: 'rosbridge', url } });
  expect(proposed.cameras).toEqual(simulated.cameras);
  const topics = (profile: typeof proposed) =>
    [...profile.streams, ...profile.commands].map(({ topic, type }) => ({ topic, type }));
  expect(topics(proposed)).toEqual(topics(simulated));
  expect(proposed.streams.map(({ rateHz }) => rateHz)).toEqual([100, 100]);
  expect(proposed.streams[0]!.values).toEqual(simulated.streams[0]!.values);
  const gripper = proposed.action.at(-1);
  expect(gripper).toMatchObject({ kind: 'gripper', open: 0.08, closed: 0, state: 'gripper_width.position' });

  const before = await readFile(out, 'utf8');
  const again = await retrace('profile', 'new', '--bridge', url, '--out', out);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('there is a file already')]);
  expect(await readFile(out, 'utf8')).toBe(before);
});

test('new: says that no bridge is there, and which to start', { timeout: 60_000 }, async () => {
  const out = join(await tempFolder(), 'mine.json');
  const silent = await retrace('profile', 'new', '--bridge', 'ws://127.0.0.1:1', '--out', out);
  expect([silent.code, silent.stderr]).toEqual([1, expect.stringContaining('no bridge within 5 s: ')]);
  const wrong = await retrace('profile', 'new', '--bridge', 'ftp://robot', '--out', out);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('expected an address such as')]);
  await expect(readFile(out)).rejects.toThrow('ENOENT');
});

test('check: says what a profile does, or each wrong field', { timeout: 60_000 }, async () => {
  const valid = await retrace('profile', 'check', SIMULATED_PROFILE);
  expect(valid.code).toBe(0);
  expect(valid.stdout).toContain('camera  front  320 × 240, 30 Hz  /camera/front/image/compressed');
  expect(valid.stdout).toContain('the controller stops it within 200 ms');

  const profile = JSON.parse(await readFile(SIMULATED_PROFILE, 'utf8'));
  profile.rates.stepHz = 'ten';
  delete profile.commands[0].frameId;
  const wrong = join(await tempFolder(), 'wrong.json');
  await writeFile(wrong, JSON.stringify(profile));
  const refused = await retrace('profile', 'check', wrong);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('rates.stepHz');
  expect(refused.stderr).toContain(wrong);
});
