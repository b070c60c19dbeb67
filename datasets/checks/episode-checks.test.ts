import { describe, expect, test } from 'vitest';
import {
  buildView,
  type CheckedEpisode,
  paint,
  usualPicture,
  usualPosition,
  usualSpeed,
} from '../../test/builders/checked-episode.ts';
import { EPISODE_CHECKS } from './all-checks.ts';
import { black } from './black.ts';
import { blurred } from './blurred.ts';
import type { EpisodeCheck } from './check.ts';
import { clock } from './clock.ts';
import { frozen } from './frozen.ts';
import { gaps } from './gaps.ts';
import { idle } from './idle.ts';
import { jerk } from './jerk.ts';
import { lag } from './lag.ts';
import { phaseRules } from './phase-rules.ts';
import { shrink } from './picture.ts';
import { predicate } from './predicate.ts';
import { recoveryLength } from './recovery-length.ts';
import { saturation } from './saturation.ts';

const S = 1e9;

test('an episode without a fault passes every check', () => {
  const episode = buildView();
  expect(EPISODE_CHECKS.flatMap(({ run }) => run(episode).findings)).toEqual([]);
});

interface Case {
  check: EpisodeCheck;
  code: string;
  message: RegExp;
  found: CheckedEpisode;
  /** Near to it, and still right. */
  passed: CheckedEpisode;
}

const withProfile = { robotProfile: { name: 'built-arm', definition: profile(0.2) } };

function profile(speed: number) {
  return {
    action: [
      { name: 'vx', limits: { speed } },
      { name: 'gripper', open: 1 },
    ],
  };
}

/** Rows `[from, to)` use the message of the row before them. */
function silence(stream: string, from: number, to: number): CheckedEpisode {
  return {
    stampAt: (name, row) => {
      const used = name === stream && row >= from && row < to ? from - 1 : row;
      return { stampNs: used * 1e8 - 20e6, receivedNs: used * 1e8 - 12e6 };
    },
  };
}

function offset(stream: string, fromRow: number, ms: number): CheckedEpisode {
  return {
    stampAt: (name, row) => {
      const receivedNs = row * 1e8 - 12e6;
      const isOff = name === stream && row >= fromRow;
      return { stampNs: receivedNs - 8e6 - (isOff ? ms * 1e6 : 0), receivedNs };
    },
  };
}

function pictures(
  camera: string,
  from: number,
  to: number,
  change: CheckedEpisode['grayAt'],
): CheckedEpisode {
  return {
    grayAt: (name, row) =>
      name === camera && row >= from && row < to ? change!(name, row) : usualPicture(name, row),
  };
}

const dark = () => paint({ contrast: 0 });
const blackPicture = () => ({ widthPx: 160, heightPx: 120, pixels: new Uint8Array(160 * 120).fill(9) });
const soft = (name: string, row: number) => {
  const small = shrink(usualPicture(name, row), 16, 12);
  const pixels = new Uint8Array(160 * 120).map(
    (_, i) => small.pixels[Math.floor(i / 1600) * 16 + Math.floor((i % 160) / 10)]! * 0.2 + 100,
  );
  return { widthPx: 160, heightPx: 120, pixels };
};
const segment = (phase: string, attempt: number, from: number, to: number) => ({
  phase,
  attempt,
  startStep: from,
  endStep: to,
  startNs: from * 1e8,
  endNs: to * 1e8,
});

const cases: Case[] = [
  {
    check: gaps,
    code: 'stale-stream',
    message: /^wrist was silent 1 times, 1\.0 s in all, first at 3\.9 s$/,
    found: silence('wrist', 40, 49),
    passed: silence('wrist', 40, 42),
  },
  {
    check: gaps,
    code: 'messages-missing',
    message: /^front sent 300 of 360 messages/,
    found: { manifest: { timing: { front: { messages: 300 } } } },
    passed: { manifest: { timing: { front: { messages: 350 } } } },
  },
  {
    check: clock,
    code: 'clock-jump',
    message: /^the wall clock jumps 1 times, first by 1500 ms at 5\.0 s$/,
    found: { wallNsAt: (row) => row * 1e8 + (row >= 50 ? 1.5 * S : 0) },
    passed: { wallNsAt: (row) => row * 1e8 + row * 1e4 },
  },
  {
    check: clock,
    code: 'clock-jump',
    message: /^the clock of arm jumps by 250 ms at 6\.0 s$/,
    found: offset('arm', 60, 250),
    passed: offset('arm', 60, 40),
  },
  {
    check: frozen,
    code: 'frozen-image',
    message: /^front showed the same picture for 2\.0 s while the robot moved, first at 3\.0 s$/,
    found: pictures('front', 30, 52, (name) => usualPicture(name, 30)),
    passed: {
      // The robot stands still, and so does what the camera sees.
      ...pictures('front', 30, 60, (name) => usualPicture(name, 30)),
      positionAt: (seconds) => usualPosition(seconds < 3 ? seconds : Math.max(3, seconds - 3)),
    },
  },
  {
    check: black,
    code: 'black-image',
    message: /^wrist is black for 2\.0 s, first at 1\.0 s$/,
    found: pictures('wrist', 10, 30, blackPicture),
    passed: pictures('wrist', 10, 30, dark),
  },
  {
    check: blurred,
    code: 'blurred-image',
    message: /^front is blurred for 2\.0 s, first at 8\.0 s$/,
    found: pictures('front', 80, 100, soft),
    passed: pictures('front', 80, 84, soft),
  },
  {
    check: idle,
    code: 'idle',
    message: /^nothing moves in \d\d % of the episode, [67]\.\d s in all$/,
    found: { positionAt: (seconds) => usualPosition(Math.max(0, seconds - 7)) },
    passed: { positionAt: (seconds) => usualPosition(Math.max(0, seconds - 3)) },
  },
  {
    check: jerk,
    code: 'jerky',
    message: /^"vx" jumps to and fro in \d\d % of the steps$/,
    found: {
      speedAt: (seconds) => (Math.round(seconds * 10 - 0.5) % 3 === 0 ? 0.5 : usualSpeed(seconds) / 2),
    },
    passed: { speedAt: (seconds) => (Math.round(seconds * 10 - 0.5) % 60 < 30 ? 0.5 : -0.5) },
  },
  {
    check: saturation,
    code: 'saturated-action',
    message: /^"vx" is at its limit of 0\.2 in \d\d % of the steps$/,
    found: { head: withProfile, speedAt: (seconds) => Math.max(-0.2, Math.min(0.2, usualSpeed(seconds))) },
    passed: { head: { robotProfile: { name: 'built-arm', definition: profile(0.6) } } },
  },
  {
    check: lag,
    code: 'action-lag',
    message: /^the state follows "vx" only after (59|60|61)\d ms$/,
    found: { positionAt: (seconds) => usualPosition(seconds - 0.5) },
    passed: { positionAt: (seconds) => usualPosition(seconds - 0.1) },
  },
  {
    check: phaseRules,
    code: 'phase-missing',
    message: /^0 of at least 1 recovery segments$/,
    found: { segments: [segment('failure', 0, 0, 60), segment('success', 1, 60, 120)] },
    passed: {},
  },
  {
    check: predicate,
    code: 'predicate-disagrees',
    message: /^the task's test was false at the end of an episode that counts as success$/,
    found: { manifest: { predicate: { isTrue: false } } },
    passed: { manifest: { predicate: { isTrue: null } } },
  },
  {
    check: recoveryLength,
    code: 'long-recovery',
    message: /^1 of 1 recovery segments take long: 26\.0 s, 8\.0 s are suggested$/,
    found: {
      steps: 300,
      segments: [
        segment('failure', 0, 0, 20),
        segment('recovery', 0, 20, 280),
        segment('success', 1, 280, 300),
      ],
    },
    passed: {},
  },
  {
    check: recoveryLength,
    code: 'short-recovery',
    message: /^1 of 1 recovery segments are hardly there: 0\.5 s/,
    found: {
      segments: [
        segment('failure', 0, 0, 60),
        segment('recovery', 0, 60, 65),
        segment('success', 1, 65, 120),
      ],
    },
    passed: {},
  },
];

describe.each(cases)('$check.name: $code', ({ check, code, message, found, passed }) => {
  test('is found', () => {
    const { findings } = check.run(buildView(found));
    expect(findings.map((finding) => finding.code)).toContain(code);
    expect(findings.find((finding) => finding.code === code)!.message).toMatch(message);
  });

  test('is not found where it is not', () => {
    expect(check.run(buildView(passed)).findings.map((finding) => finding.code)).not.toContain(code);
  });
});

test('rows that are missing are found, with their place', () => {
  const episode = buildView();
  const timesNs = episode.timesNs.map((ns, row) => (row < 50 ? ns : ns + 0.6 * S));
  const { findings, measures } = gaps.run({ ...episode, timesNs });
  expect(findings.find(({ code }) => code === 'step-gap')!.spans).toEqual([{ startNs: 4.9e9, endNs: 5.6e9 }]);
  expect(measures.missingMs).toBeGreaterThanOrEqual(700);
});

test('measures stand beside findings: idle share, lag, recovery', () => {
  const episode = buildView();
  expect(idle.run(episode).measures.idleShare).toBeLessThan(0.1);
  expect(lag.run(episode).measures.lagMs).toBeCloseTo(100, -1);
  expect(recoveryLength.run(episode).measures.recoveryMs).toBe(4000);
});
