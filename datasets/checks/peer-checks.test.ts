import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import {
  buildView,
  type CheckedEpisode,
  paint,
  usualPicture,
  usualPosition,
} from '../../test/builders/checked-episode.ts';
import { PEER_CHECKS } from './all-checks.ts';
import { cameraMoved } from './camera-moved.ts';
import { failureDiversity } from './failure-diversity.ts';
import { lengthOutlier } from './length-outlier.ts';
import { nearDuplicate } from './near-duplicate.ts';
import type { PeerCheck } from './peer-check.ts';
import { type Traits, traitsOf } from './traits.ts';
import { visualSimilarity } from './visual-similarity.ts';

const SESSION = 'morning';

function take(options: CheckedEpisode, msecs: number): Traits {
  const head = { id: uuidv7({ msecs }), sessionId: SESSION, ...options.head };
  return traitsOf(buildView({ ...options, head }));
}

/** Takes of one task, each driven its own way over a shirt that lies its own way. */
function variedTake(seed: number): CheckedEpisode {
  return {
    steps: 110 + ((seed * 7) % 20),
    positionAt: (seconds) => usualPosition(seconds * (1 + 0.1 * Math.sin(seed)) + seed),
    grayAt: (camera, row) =>
      camera === 'front' ? usualPicture(camera, row) : paint({ shiftPx: row % 40, seed: seed + 1 }),
  };
}

const peers = Array.from({ length: 10 }, (_, seed) => take(variedTake(seed), seed));
const next = (options: CheckedEpisode) => take(options, 1000);

test('one take more of the same kind passes every check', () => {
  const episode = next(variedTake(20));
  expect(PEER_CHECKS.flatMap(({ run }) => run(episode, peers).findings)).toEqual([]);
});

test('without peers there is nothing to say', () => {
  expect(PEER_CHECKS.flatMap(({ run }) => run(peers[0]!, []).findings)).toEqual([]);
});

interface Case {
  check: PeerCheck;
  code: string;
  message: RegExp;
  found: CheckedEpisode;
  passed: CheckedEpisode;
}

/** Pictures of the wrist by phase: success is the last third of 120 steps. */
function byPhase(failure: number, success: number): CheckedEpisode {
  return {
    ...variedTake(20),
    steps: 120,
    grayAt: (camera, row) =>
      camera === 'front' ? usualPicture(camera, row) : paint({ seed: row >= 80 ? success : failure }),
  };
}

const cases: Case[] = [
  {
    check: lengthOutlier,
    code: 'length-outlier',
    message: /^30\.0 s is much longer than its 10 peers, 1[12]\.\d s in the middle$/,
    found: { steps: 300 },
    passed: { steps: 125 },
  },
  {
    check: nearDuplicate,
    code: 'near-duplicate',
    message: new RegExp(`^the robot moves as in episode ${peers[3]!.id}, to 0\\.0 % of its range$`),
    found: variedTake(3),
    passed: { ...variedTake(3), positionAt: (seconds) => usualPosition(seconds * 1.05 + 3.2) },
  },
  {
    check: cameraMoved,
    code: 'camera-moved',
    message: /^front has moved by about -?2 and 0 of 32 by 24 fields since the session's first episode$/,
    found: {
      grayAt: (camera, row) => (camera === 'front' ? paint({ shiftPx: 10 }) : usualPicture(camera, row)),
    },
    passed: {
      // The light has changed, the camera has not moved.
      grayAt: (camera, row) => (camera === 'front' ? paint({ contrast: 0.7 }) : usualPicture(camera, row)),
    },
  },
  {
    check: cameraMoved,
    code: 'camera-moved',
    message: /^front has moved to another view/,
    found: {
      grayAt: (camera, row) => (camera === 'front' ? paint({ seed: 77 }) : usualPicture(camera, row)),
    },
    passed: {},
  },
  {
    check: visualSimilarity,
    code: 'unlike-success',
    message: /^failure and success of this episode look no more alike than those of 10 others: ratio [1-9]/,
    found: byPhase(5, 60),
    passed: byPhase(60, 60),
  },
  {
    check: failureDiversity,
    code: 'repeated-failure',
    message: /^the failure looks like one of its peers/,
    found: variedTake(4),
    passed: variedTake(30),
  },
];

describe.each(cases)('$check.name: $code', ({ check, code, message, found, passed }) => {
  test('is found', () => {
    const [finding] = check.run(next(found), peers).findings;
    expect(finding?.code).toBe(code);
    expect(finding?.message).toMatch(message);
  });

  test('is not found where it is not', () => {
    expect(check.run(next(passed), peers).findings).toEqual([]);
  });
});

test('the similarity ratio is the one of the definition: own distance over that to others', () => {
  const gray = (level: number) => new Uint8Array(4).fill(level);
  const own = {
    ...peers[0]!,
    failureFrames: [gray(10), gray(20), gray(30)],
    successFrames: [gray(13), gray(60)],
  };
  const others = [40, 70, 90].map((level, i) => ({ ...peers[i + 1]!, successFrames: [gray(level)] }));
  // 3 / 30, 7 / 20, 17 / 10
  const { measures } = visualSimilarity.run(own, others);
  expect(measures.similarityRatio).toBeCloseTo(0.35);
});

test('a camera on the wrist has no still scene, and is never called moved', () => {
  expect(Object.keys(peers[0]!.scenes)).toEqual(['front']);
});
