import { expect, it } from 'vitest';
import { NOTHING_DONE, withDiscarded, withKept } from './tally.ts';

const episode = {
  durationNs: 20e9,
  segments: [
    { phase: 'failure', attempt: 0, startNs: 0, endNs: 8e9 },
    { phase: 'recovery', attempt: 0, startNs: 8e9, endNs: 12e9 },
    { phase: 'failure', attempt: 1, startNs: 12e9, endNs: 15e9 },
    { phase: 'success', attempt: 2, startNs: 15e9, endNs: 20e9 },
  ],
};

it('counts minutes by phase, over episodes and within one', () => {
  const tally = withKept(withKept(NOTHING_DONE, episode), episode);
  expect(tally).toMatchObject({ kept: 2, recordedMs: 40_000 });
  expect(tally.phases).toEqual([
    { phase: 'failure', ms: 22_000, segments: 4 },
    { phase: 'recovery', ms: 8_000, segments: 2 },
    { phase: 'success', ms: 10_000, segments: 2 },
  ]);
});

it('counts what was discarded by its reason, and none of its time', () => {
  const tally = ['Camera fault', 'Operator slipped', 'Camera fault'].reduce(withDiscarded, NOTHING_DONE);
  expect(tally).toMatchObject({ kept: 0, discarded: 3, recordedMs: 0, phases: [] });
  expect(tally.reasons).toEqual([
    { reason: 'Camera fault', episodes: 2 },
    { reason: 'Operator slipped', episodes: 1 },
  ]);
});
