import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../datasets/dataset.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { verifyDataset } from '../../datasets/integrity/verify-dataset.ts';
import { shippedProtocols } from '../../protocols/shipped.ts';
import { operatorParametersSchema, ScriptedOperator } from '../../robots/simulation/scripted-operator.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { evaluate } from '../../station/headless/evaluate.ts';
import { rollOut } from '../../station/headless/rollout.ts';
import { ScriptedPilot } from '../../station/headless/scripted-pilot.ts';
import { SimulatedRobot } from '../../station/headless/simulated-robot.ts';
import { openPolicy } from '../../station/policy/policy.ts';
import { sha256Of } from '../../station/policy/policy-description.ts';
import { readProfile } from '../../station/seat.ts';
import { writePolicyFor } from '../builders/onnx-policy.ts';

/** Simulated seconds take as long as a busy machine makes them. */
const TIMEOUT_MS = 180_000;
const profile = await readProfile(SIMULATED_PROFILE);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'retrace-rollouts-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function buildPolicy(
  name: string,
  options: Partial<Parameters<typeof writePolicyFor>[2]> = {},
): Promise<string> {
  const path = join(folder, name);
  await writePolicyFor(profile, path, { chunk: [[0.1, 0, -0.1, 0, 0.01]], ...options });
  return path;
}

describe('a policy that is evaluated', { timeout: TIMEOUT_MS }, () => {
  it('leaves ordinary episodes of what it did, scored with their interval', async () => {
    const datasetPath = join(folder, 'evaluation');
    const policyPath = await buildPolicy('down.onnx');
    const evaluation = await evaluate({
      policyPath,
      profilePath: SIMULATED_PROFILE,
      datasetPath,
      episodes: 2,
      seeds: 2,
      limitMs: 1500,
      workers: 2,
      onEpisode: () => {},
    });
    expect(evaluation).toMatchObject({ successes: [0, 0], share: 0, low: 0 });
    expect(evaluation.high).toBeCloseTo(0.4899, 3);

    const dataset = await openDataset(datasetPath);
    expect(new Set(evaluation.ids).size).toBe(4);
    const reader = await openEpisode(join(dataset.episodesPath, evaluation.ids[0]!));
    const series = await reader.series();
    await reader.close();
    expect(reader.manifest).toMatchObject({
      outcome: 'failure',
      counts: { steps: 15, rows: 16 },
      head: {
        policy: { name: `${basename(folder)}/down.onnx`, sha256: sha256Of(await readFile(policyPath)) },
      },
    });
    expect(series.actionSource).toEqual(Array(15).fill('policy'));
    expect([series.reward[14], series.terminated[14], series.truncated[14]]).toEqual([0, 0, 1]);
    // Within its limits of acceleration it goes right and down, and closes the gripper.
    const valueAt = (row: number, name: string): number =>
      series.state[row * profile.state.length + profile.state.indexOf(name)]!;
    const moved = (name: string): number => valueAt(15, name) - valueAt(0, name);
    expect(moved('gantry_x.position')).toBeGreaterThan(0.1);
    expect(moved('gantry_z.position')).toBeLessThan(-0.1);
    expect(valueAt(15, 'gripper_width.position')).toBeLessThan(0.01);
    for await (const { verdict, findings, damage } of verifyDataset(dataset)) {
      expect({ verdict, findings, damage }).toEqual({ verdict: 'whole', findings: [], damage: [] });
    }
  });

  it('does what it decided for the steps to come before it looks again', async () => {
    const [right, left] = [
      [0.02, 0, 0, 0, 0.08],
      [-0.02, 0, 0, 0, 0.08],
    ];
    const datasetPath = join(folder, 'chunks');
    const { ids } = await evaluate({
      policyPath: await buildPolicy('chunks.onnx', { chunk: [right, right, left] }),
      profilePath: SIMULATED_PROFILE,
      datasetPath,
      episodes: 1,
      seeds: 1,
      limitMs: 600,
      workers: 1,
      onEpisode: () => {},
    });
    const reader = await openEpisode(join(datasetPath, 'episodes', ids[0]!));
    const { action } = await reader.series();
    await reader.close();
    const directions = Array.from({ length: 6 }, (_, step) => Math.sign(action[step * 5]!));
    expect(directions).toEqual([1, 1, -1, 1, 1, -1]);
  });

  it('must see and do what the robot has', async () => {
    const other = await buildPolicy('other.onnx', { action: { names: ['wheel'], units: ['m/s'] } });
    const options = { profilePath: SIMULATED_PROFILE, episodes: 1, seeds: 1, limitMs: 100, workers: 1 };
    await expect(
      evaluate({ ...options, policyPath: other, datasetPath: join(folder, 'other'), onEpisode: () => {} }),
    ).rejects.toThrow("the policy's actions are wheel, the robot's twist.linear.x");
  });

  it('needs rates that the simulated robot can keep, on every thread', async () => {
    const profilePath = join(folder, 'uneven.json');
    await writeFile(
      profilePath,
      (await readFile(SIMULATED_PROFILE, 'utf8')).replace('"commandHz": 50', '"commandHz": 40'),
    );
    const policyPath = await buildPolicy('even.onnx');
    const options = { policyPath, episodes: 1, seeds: 1, limitMs: 100, workers: 2, onEpisode: () => {} };
    await expect(
      evaluate({ ...options, profilePath, datasetPath: join(folder, 'uneven') }),
    ).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('rates.commandHz') });
  });

  it('must be a policy', async () => {
    const path = join(folder, 'text.onnx');
    await writeFile(path, 'no model');
    await expect(openPolicy(path)).rejects.toThrow(/not an ONNX model|does not say what it sees/);
  });
});

it('makes the same episode of the same seeds, and marks its phases as a person does', {
  timeout: TIMEOUT_MS,
}, async () => {
  const robot = new SimulatedRobot(profile, 32);
  const protocol = shippedProtocols().find(({ name }) => name === 'visual-backtracking')!;
  const make = () =>
    rollOut({
      robot,
      pilot: new ScriptedPilot(new ScriptedOperator(operatorParametersSchema.parse({}), 3)),
      protocol,
      sceneSeed: 4,
      sessionId: uuidv7(),
      operator: 'scripted',
      task: 'hold it up',
    });
  const first = await make();
  const second = await make();
  expect(first.end.segments.map(({ phase }) => phase).slice(0, 2)).toEqual(['failure', 'recovery']);
  expect(first.rows.map(({ state, action }) => [state, action])).toEqual(
    second.rows.map(({ state, action }) => [state, action]),
  );
  expect(first.rows.map(({ images }) => images.wrist)).toEqual(second.rows.map(({ images }) => images.wrist));
});
