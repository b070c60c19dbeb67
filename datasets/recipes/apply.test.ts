import { describe, expect, test } from 'vitest';
import { buildEnd, buildHead, timeOf, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import { turnedTo, writeTurning } from '../../test/builders/turning-episode.ts';
import { episodeFolder } from '../dataset.ts';
import { type Judgement, judgeEpisode } from '../episode/judged.ts';
import { openEpisode } from '../episode/reader.ts';
import { applyRecipe, type JudgedSource } from './apply.ts';
import { whyLeftOut } from './filter.ts';
import { type Recipe, recipeSchema } from './recipe.ts';
import { splitOf } from './split.ts';

const STEPS = 50;
const UNJUDGED: Judgement = { outcome: null, segments: null, trim: null };

/**
 * A built episode of 50 steps: failure to step 10, recovery to 20, a success that failed again to 30, recovery to
 * 40, success to 50. Its state's third quantity is the step; the arm speaks from step 1 on.
 */
async function source(judgement: Judgement = UNJUDGED, write = writeEpisode): Promise<JudgedSource> {
  const dataset = await tempDataset();
  const { head } = await write(dataset, STEPS);
  const reader = await openEpisode(episodeFolder(dataset, head.id));
  const series = await reader.series();
  await reader.close();
  const { manifest } = reader;
  return { manifest, series, judged: judgeEpisode(manifest, Array.from(series.timeNs, Number), judgement) };
}

function recipe(fields: object = {}): Recipe {
  return recipeSchema.parse({ format: 1, name: 'test', ...fields });
}

const thirdOf = (state: Float32Array) =>
  Array.from({ length: state.length / 3 }, (_, row) => state[3 * row + 2]);
const range = (from: number, until: number) => Array.from({ length: until - from }, (_, i) => from + i);

describe('mask', () => {
  test('everything is one trajectory from the first row that every stream has', async () => {
    const [all, ...others] = applyRecipe(await source(), recipe());
    expect(others).toEqual([]);
    expect(all).toMatchObject({ steps: 49, isTerminated: true, isTruncated: false, outcome: 'success' });
    expect(thirdOf(all!.state)).toEqual(range(1, 51));
    expect(all!.phase.filter((phase) => phase === 'failure')).toHaveLength(9 + 10);
    expect(Array.from(all!.reward)).toEqual([...Array(48).fill(0), 1]);
  });

  test('successful attempts alone: one that failed again is none', async () => {
    const clips = applyRecipe(await source(), recipe({ mask: { keep: 'intents', intents: ['succeed'] } }));
    expect(clips.map(({ state }) => thirdOf(state))).toEqual([range(40, 51)]);
    expect(clips[0]).toMatchObject({ steps: 10, isTerminated: true });
  });

  test('stretches apart from each other are trajectories of their own; only the last one ends in success', async () => {
    const clips = applyRecipe(
      await source(),
      recipe({ mask: { keep: 'phases', phases: ['recovery', 'success'] } }),
    );
    expect(clips.map(({ state }) => thirdOf(state))).toEqual([range(10, 21), range(30, 51)]);
    expect(clips.map(({ isTerminated, isTruncated }) => [isTerminated, isTruncated])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(clips.map(({ reward }) => reward.at(-1))).toEqual([0, 1]);
  });
});

describe('judgement', () => {
  test('a failure is truncated and has no reward', async () => {
    const [all] = applyRecipe(await source({ ...UNJUDGED, outcome: 'failure' }), recipe());
    expect(all).toMatchObject({ isTerminated: false, isTruncated: true, outcome: 'failure' });
    expect(Math.max(...all!.reward)).toBe(0);
  });

  test('a trim that leaves no end leaves no success', async () => {
    const trim = { startNs: Number(timeOf(5)), endNs: Number(timeOf(26)) };
    const [cut] = applyRecipe(await source({ ...UNJUDGED, trim }), recipe());
    expect(thirdOf(cut!.state)).toEqual(range(5, 26));
    expect(cut).toMatchObject({ steps: 20, isTerminated: false, isTruncated: true });
  });
});

describe('reward and discount', () => {
  test('minus one a step, and none on the step of success', async () => {
    const [all] = applyRecipe(await source(), recipe({ reward: { kind: 'minus-one-per-step' } }));
    expect(Array.from(all!.reward)).toEqual([...Array(48).fill(-1), 0]);
  });

  test('a discount is by time: ten steps of 10 Hz are worth thirty of 30 Hz', async () => {
    const discount = { gamma: 0.9, everyMs: 1000 };
    const from = await source();
    const product = (values: Float32Array) => values.reduce((all, value) => all * value, 1);
    const [fine] = applyRecipe(from, recipe({ discount }));
    const [coarse] = applyRecipe(from, recipe({ discount, resample: { hz: 10 } }));
    expect(product(coarse!.discount) / product(fine!.discount)).toBeCloseTo(0.9 ** (16 / 10 - 49 / 30), 5);
  });
});

describe('resampling', () => {
  test('at the rate of the recording each row is shown once', async () => {
    for (const method of ['latest', 'nearest', 'interpolated']) {
      const [all] = applyRecipe(await source(), recipe({ resample: { method } }));
      expect(
        thirdOf(all!.state).map((step) => Math.round(step!)),
        method,
      ).toEqual(range(1, 51));
      expect(all!.samples.front, method).toEqual({ duplicated: 0, dropped: 0, interpolated: 0 });
    }
  });

  test('a third of the rate drops two of three, and says so', async () => {
    const [all] = applyRecipe(await source(), recipe({ resample: { hz: 10 } }));
    expect(all!.steps).toBe(16);
    expect(thirdOf(all!.state)).toEqual(Array.from({ length: 17 }, (_, k) => 1 + 3 * k));
    expect(all!.samples.wrist).toEqual({ duplicated: 0, dropped: 32, interpolated: 0 });
  });

  test('twice the rate shows pictures twice and computes numbers between', async () => {
    const [all] = applyRecipe(await source(), recipe({ resample: { hz: 60, method: 'interpolated' } }));
    expect(all!.steps).toBe(98);
    const thirds = thirdOf(all!.state);
    for (const [k, value] of thirds.entries()) expect(value).toBeCloseTo(1 + k / 2, 4);
    expect(all!.samples.front!.duplicated).toBe(49);
    expect(all!.samples.state).toMatchObject({ duplicated: 0, dropped: 0 });
    expect(all!.samples.state!.interpolated).toBeGreaterThanOrEqual(49);
  });
});

test.each([30, 60, 47])('an orientation stays one between rows that say q and −q, at %i Hz', async (hz) => {
  const from = await source(UNJUDGED, writeTurning);
  const [all] = applyRecipe(from, recipe({ resample: { hz, method: 'interpolated' } }));
  const rows = Array.from(all!.timesNs, (timeNs, row) => {
    const [qw, x, qx, qy, qz] = all!.state.subarray(5 * row, 5 * row + 5);
    // What lies behind the last row has its values.
    const seconds = Math.min(Number(timeNs), Number(timeOf(STEPS))) / 1e9;
    return { seconds, x: x!, q: [qx!, qy!, qz!, qw!] };
  });
  for (const { seconds, x, q } of rows) {
    expect(Math.hypot(...q)).toBeCloseTo(1, 6);
    const along = turnedTo(seconds).reduce((sum, part, index) => sum + part * q[index]!, 0);
    expect(Math.abs(along)).toBeCloseTo(1, 5);
    expect(x).toBeCloseTo(30 * seconds, 3);
  }
});

test('the mean over a longer step leaves no action out', async () => {
  const [all] = applyRecipe(await source(), recipe({ resample: { hz: 10, method: 'interpolated' } }));
  expect(all!.samples.action).toEqual({ duplicated: 0, dropped: 0, interpolated: 16 });
});

test('a latency moves a stream against the others', async () => {
  // Front is stamped 5 ms before its row; 40 + 5 ms later is row k + 1.35, so nearest is one row on.
  const [late] = applyRecipe(await source(), recipe({ latencyMs: { front: 40 } }));
  const rows = range(1, 51);
  const byName = Object.fromEntries(late!.cameras.map((camera) => [camera.name, camera]));
  expect(Array.from(byName.wrist!.rows)).toEqual(rows);
  expect(Array.from(byName.front!.rows)).toEqual(rows.map((row) => Math.min(row + 1, STEPS)));
  expect(byName.front!.takenNs[3]).toBe(timeOf(5) - 45_000_000n);
  // A command takes effect 34 ms after it was sent: the step has the one before.
  const [acted] = applyRecipe(await source(), recipe({ latencyMs: { action: 34 } }));
  expect([acted!.action[1], acted!.action[3]]).toEqual([-0, -1]);
});

test('a trajectory without idle begin and end', async () => {
  // The third quantity moves by 1 a step.
  const [all] = applyRecipe(await source(), recipe({ trimIdle: { leastMove: 2.5 } }));
  expect(thirdOf(all!.state)).toEqual(range(3, 49));
  expect(applyRecipe(await source(), recipe({ trimIdle: { leastMove: 100 } }))).toEqual([]);
});

test('a camera or a part of a picture that the episode does not have is refused by its field', async () => {
  const from = await source();
  expect(() => applyRecipe(from, recipe({ cameras: ['back'] }))).toThrow(
    'cameras: the episode has no "back": it has front, wrist',
  );
  expect(() => applyRecipe(from, recipe({ latencyMs: { frnt: 10 } }))).toThrow(
    'latencyMs: the episode has no "frnt": it has front, wrist, state, action',
  );
  const crop = { leftPx: 40, topPx: 0, widthPx: 32, heightPx: 32 };
  expect(() => applyRecipe(from, recipe({ images: { widthPx: 16, heightPx: 16, crop } }))).toThrow(
    'images.crop: 32×32 at 40, 0 is not inside 64×48 pixels of camera "front"',
  );
  expect(applyRecipe(from, recipe({ cameras: ['wrist'] }))[0]!.cameras.map(({ name }) => name)).toEqual([
    'wrist',
  ]);
});

test('sessions go to one side, in the share that was asked for, and stay there', () => {
  const split = { validation: 0.2, seed: 7 };
  const sides = range(0, 5000).map((n) => splitOf(`session-${n}`, split));
  const share = sides.filter((side) => side === 'validation').length / sides.length;
  expect(share).toBeGreaterThan(0.18);
  expect(share).toBeLessThan(0.22);
  expect(range(0, 100).map((n) => splitOf(`session-${n}`, split))).toEqual(sides.slice(0, 100));
});

test('episodes are left out with the reason', () => {
  const manifest = { head: buildHead(), ...buildEnd(10) } as unknown as JudgedSource['manifest'];
  const segments = [{ phase: 'failure' }];
  const why = (fields: object, decided: Parameters<typeof whyLeftOut>[2]) =>
    whyLeftOut(recipe({ filter: fields }), manifest, decided, segments);
  expect(why({}, { verdict: null, outcome: null })).toBeNull();
  expect(why({}, { verdict: 'reject', outcome: null })).toBe('it was rejected');
  expect(why({ verdict: 'accepted' }, { verdict: null, outcome: null })).toBe('nobody accepted it');
  expect(why({ outcomes: ['success'] }, { verdict: null, outcome: 'failure' })).toBe(
    'its outcome is failure',
  );
  expect(why({ protocols: ['play'] }, { verdict: null, outcome: null })).toBe(
    'it follows visual-backtracking',
  );
  expect(why({ phases: ['recovery'] }, { verdict: null, outcome: null })).toBe('it has no phase recovery');
});
