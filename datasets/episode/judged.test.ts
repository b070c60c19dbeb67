import { expect, test } from 'vitest';
import { timeOf, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import { type Judgement, judgeEpisode } from './judged.ts';

const STEPS = 20;
const AS_RECORDED: Judgement = { outcome: null, segments: null, trim: null };
const timesNs = Array.from({ length: STEPS + 1 }, (_, step) => Number(timeOf(step)));
const episode = async () => await writeEpisode(await tempDataset(), STEPS);

test('without decisions an episode is what it was recorded as', async () => {
  const manifest = await episode();
  expect(judgeEpisode(manifest, timesNs, AS_RECORDED)).toEqual({
    task: 'fold the shirt',
    outcome: 'success',
    startRow: 0,
    endRow: STEPS + 1,
    segments: manifest.segments,
    ending: { reward: 1, isTerminated: true, isTruncated: false },
  });
});

test('a task in better words stands for the one that was recorded', async () => {
  const judged = judgeEpisode(await episode(), timesNs, { ...AS_RECORDED, task: 'fold the red shirt' });
  expect(judged.task).toBe('fold the red shirt');
});

test('a trim keeps the rows in it, cuts segments, and keeps success only if it keeps some of the last part', async () => {
  const manifest = await episode();
  const from = timesNs[6]! - 1;
  const kept = judgeEpisode(manifest, timesNs, {
    ...AS_RECORDED,
    trim: { startNs: from, endNs: timesNs[19]! },
  });
  // Rows 6 to 18, so steps 6 to 17; the last segment begins with step 16.
  expect(kept).toMatchObject({ startRow: 6, endRow: 19, ending: { reward: 1, isTerminated: true } });
  expect(kept.segments.map(({ startStep, endStep }) => [startStep, endStep])).toEqual([
    [6, 8],
    [8, 12],
    [12, 16],
    [16, 18],
  ]);
  const cut = judgeEpisode(manifest, timesNs, { ...AS_RECORDED, trim: { startNs: 0, endNs: timesNs[17]! } });
  expect(cut).toMatchObject({ endRow: 17, ending: { reward: 0, isTerminated: false, isTruncated: true } });
});

test('an outcome that was corrected decides about reward and end', async () => {
  const failed = judgeEpisode(await episode(), timesNs, { ...AS_RECORDED, outcome: 'failure' });
  expect(failed).toMatchObject({
    outcome: 'failure',
    ending: { reward: 0, isTerminated: false, isTruncated: true },
  });
});

test('segments that were moved get their steps anew', async () => {
  const segments = [{ phase: 'success', attempt: 0, startNs: timesNs[3]! + 1, endNs: timesNs[STEPS]! + 1 }];
  const judged = judgeEpisode(await episode(), timesNs, { ...AS_RECORDED, segments });
  expect(judged.segments).toEqual([{ ...segments[0], startStep: 4, endStep: STEPS }]);
});

test('a trim that leaves no step is refused', async () => {
  const trim = { startNs: timesNs[3]!, endNs: timesNs[4]! };
  const manifest = await episode();
  expect(() => judgeEpisode(manifest, timesNs, { ...AS_RECORDED, trim })).toThrow(/leaves no step/);
});
