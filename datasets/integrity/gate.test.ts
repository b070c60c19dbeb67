import jpeg from '@julusian/jpeg-turbo';
import { expect, test } from 'vitest';
import { depthPng } from '../../test/builders/depth-png.ts';
import { buildHead, buildRow, grayJpeg, timeOf } from '../../test/builders/episode.ts';
import { seededRandom } from '../../test/builders/random.ts';
import type { EpisodeHead } from '../episode/manifest.ts';
import type { StepRow } from '../episode/row.ts';
import { countFindings } from './count-findings.ts';
import { IntegrityGate } from './gate.ts';

/** Four seconds at 30 Hz. */
const STEPS = 120;

type Change = (row: StepRow, step: number) => StepRow | null;

const head = buildHead({ streamHz: { front: 60, wrist: 30, arm: 90 } });

/** Rows without a fault: pictures that change and are not black. */
function cleanRow(step: number): StepRow {
  const row = buildRow(head, step, STEPS);
  const picture = grayJpeg(60 + (step % 90));
  const [between] = row.extras.front!;
  return {
    ...row,
    images: { front: picture, wrist: grayJpeg(100 + (step % 90)) },
    extras: { ...row.extras, front: [{ ...between!, value: grayJpeg(150 + (step % 90)) }] },
  };
}

async function check(change: Change, of: EpisodeHead = head) {
  const gate = new IntegrityGate(of);
  for (let step = 0; step <= STEPS; step += 1) {
    const row = change(cleanRow(step), step);
    if (row !== null) gate.add(row);
  }
  return { findings: await gate.findings(), timing: gate.timing() };
}

const withStamp = (row: StepRow, stream: string, atNs: bigint): StepRow => ({
  ...row,
  stamps: { ...row.stamps, [stream]: { stampNs: atNs, receivedNs: atNs + 2_000_000n } },
});

/** The wrist's messages of steps `[from, to)` never came: rows use the one before. */
const dropWrist = (from: number, to: number): Change => {
  return (row, step) =>
    step < from || step >= to
      ? row
      : {
          ...row,
          images: { ...row.images, wrist: cleanRow(from - 1).images.wrist! },
          stamps: { ...row.stamps, wrist: cleanRow(from - 1).stamps.wrist! },
        };
};

const still = (row: StepRow): StepRow => ({ ...row, state: [1, 2, 3] });
const sameWrist = (row: StepRow, picture: Uint8Array): StepRow => ({
  ...row,
  images: { ...row.images, wrist: picture },
});
const between = (step: number, from: number, to: number) => step >= from && step < to;

function noisyJpeg(): Uint8Array {
  const random = seededRandom(1);
  const pixels = Buffer.from(Array.from({ length: 64 * 48 * 3 }, () => Math.floor(random() * 256)));
  return jpeg.compressSync(pixels, {
    format: jpeg.FORMAT_RGB,
    width: 64,
    height: 48,
    subsampling: jpeg.SAMP_420,
  });
}

test('an episode without a fault has no finding', async () => {
  expect((await check((row) => row)).findings).toEqual([]);
});

test.each<[string, Change, string, RegExp]>([
  [
    'a state that is not a number',
    (row, step) => (between(step, 30, 33) ? { ...row, state: [Number.NaN, 0, 1] } : row),
    'error non-finite',
    /^state "x" is NaN or infinite in 3 of 121 rows, first at 1\.0 s$/,
  ],
  [
    'an action too large for 32 bits',
    (row, step) => (step === 60 ? { ...row, action: [0, 1e39] } : row),
    'error non-finite',
    /^action "vy" is NaN or infinite in 1 of 121 rows, first at 2\.0 s$/,
  ],
  [
    'a picture that stands while the robot moves',
    (row, step) => (between(step, 30, 66) ? sameWrist(row, grayJpeg(99)) : row),
    'error frozen-image',
    /^wrist showed one and the same picture while the robot moved: 1 times, longest for 1167 ms at 1\.0 s$/,
  ],
  [
    'a black picture',
    (row, step) => (step < 40 ? sameWrist(row, grayJpeg(step % 2)) : row),
    'warning black-image',
    /^wrist is black in 2 of 4 pictures looked at, first at 0\.0 s$/,
  ],
  [
    'a picture that was cut off',
    (row, step) => (step === 30 ? sameWrist(row, row.images.wrist!.subarray(0, 300)) : row),
    'error broken-image',
    /^1 pictures of wrist are cut off or no jpeg, first at 1\.0 s$/,
  ],
  [
    'a stamp that steps back',
    (row, step) => (step === 30 ? withStamp(row, 'wrist', timeOf(29) - 20_000_000n) : row),
    'error stamp-backwards',
    /^stamps of wrist step back 1 times, first at 0\.9 s$/,
  ],
  [
    'stamps of a clock that runs ahead',
    (row, step) => (step >= 100 ? withStamp(row, 'wrist', row.timeNs + 60_000_000n) : row),
    'warning stamp-ahead',
    /^stamps of wrist are more than 50 ms ahead of 21 of 121 rows, first at 3\.3 s$/,
  ],
  [
    'a camera that drops out',
    dropWrist(30, 45),
    'error stale-stream',
    /^wrist was stale in 10 of 121 rows, by up to 510 ms$/,
  ],
  [
    'a camera that is late',
    (row, step) => {
      if (step >= 30) return row;
      return { ...row, images: { front: row.images.front! }, stamps: { ...row.stamps, wrist: null } };
    },
    'warning late-stream',
    /^wrist sent its first message 1\.0 s after the begin$/,
  ],
  [
    'a stream that never comes',
    (row) => ({ ...row, stamps: { ...row.stamps, arm: null }, extras: { ...row.extras, arm: [] } }),
    'error missing-stream',
    /^arm sent nothing$/,
  ],
  [
    'rows that are missing',
    (row, step) => (between(step, 30, 40) ? null : row),
    'warning step-gap',
    /^1 gap between rows, up to 367 ms where 33 ms are meant, first at 1\.0 s$/,
  ],
])('%s is found', async (_, change, what, message) => {
  const { findings } = await check(change);
  const found = findings.find(({ severity, code }) => `${severity} ${code}` === what);
  expect(found?.message, JSON.stringify(findings)).toMatch(message);
});

test.each<[string, Change]>([
  ['large numbers', (row) => ({ ...row, state: [3e38, -3e38, 1e-40] })],
  ['a picture that stands while the robot does', (row) => sameWrist(still(row), grayJpeg(99))],
  [
    'a picture that stands while the robot settles by 2 mm',
    (row, step) => sameWrist({ ...row, state: [0.002 * Math.sin(step), 0, 1] }, grayJpeg(99)),
  ],
  ['half a second until the first row', (row, step) => (step < 15 ? null : row)],
  [
    'a picture that stands for less than a second',
    (row, step) => (between(step, 30, 58) ? sameWrist(row, grayJpeg(99)) : row),
  ],
  ['a dark picture', (row, step) => sameWrist(row, grayJpeg(24 + (step % 2)))],
  ['a plain picture of few bytes', (row, step) => sameWrist(row, grayJpeg(250 + (step % 2)))],
  ['a picture with much in it', (row, step) => (step % 2 === 0 ? sameWrist(row, noisyJpeg()) : row)],
  [
    'zeros behind the end of a picture',
    (row) => sameWrist(row, Buffer.concat([row.images.wrist!, Buffer.alloc(7)])),
  ],
  ['stamps a little ahead', (row) => withStamp(row, 'wrist', row.timeNs + 20_000_000n)],
  ['stamps with jitter', (row, step) => withStamp(row, 'wrist', row.timeNs - BigInt((step % 3) * 9_000_000))],
  ['four messages that never came', dropWrist(30, 34)],
  [
    'a camera that sends at half of the step rate',
    (row, step) => (step % 2 === 0 ? row : dropWrist(step, step + 1)(row, step)),
  ],
  ['a row that is a little late', (row, step) => (step === 30 ? null : row)],
])('%s are no fault', async (_, change) => {
  expect((await check(change)).findings).toEqual([]);
});

test('without a known rate, the usual period of the stream tells what a gap is', async () => {
  const { streamHz, ...unknown } = head;
  expect((await check((row) => row, unknown)).findings).toEqual([]);
  const { findings } = await check(dropWrist(30, 45), unknown);
  expect(findings.map(({ code }) => code)).toEqual(['stale-stream']);
});

test('a pause between two rows is a gap, though no row used anything old', async () => {
  const { findings } = await check(
    (row, step) => {
      if (!between(step, 30, 34)) return row;
      const arm = cleanRow(step < 33 ? 29 : 33).stamps.arm!;
      return { ...row, stamps: { ...row.stamps, arm }, extras: { ...row.extras, arm: [] } };
    },
    { ...head, streamHz: { arm: 100 } },
  );
  const message = 'arm paused 1 times, longest for 133 ms at 1.0 s';
  expect(findings).toEqual([{ code: 'stream-gap', severity: 'warning', message }]);
});

test('age and skew are told for each stream, however it came', async () => {
  const { timing } = await check((row, step) =>
    step === 60 ? withStamp(row, 'wrist', row.timeNs - 70_000_000n) : row,
  );
  expect(Object.keys(timing)).toEqual(['front', 'wrist', 'arm']);
  // Stamps of built rows are 5, 10 and 15 ms old; percentiles are within 2 %.
  const always = (ms: number) => ({ mean: ms, sd: 0, p50: ms, p95: ms, p99: ms, max: ms });
  expect(timing.front).toEqual({
    messages: 242,
    latencyMs: expect.objectContaining({ max: expect.any(Number) }),
    ageMs: always(5),
    skewMs: always(0),
  });
  expect(timing.wrist!.messages).toBe(121);
  expect(timing.wrist!.ageMs!.p50).toBeCloseTo(10, 0);
  expect(timing.wrist!.ageMs!.max).toBe(70);
  expect(timing.wrist!.skewMs!.max).toBe(65);
  expect(timing.arm!.skewMs).toBeUndefined();
});

test('rows and frames that got lost are found by their counts', () => {
  const whole = { rows: 121, frames: { front: 242, wrist: 121 } };
  expect(countFindings(whole, whole)).toEqual([]);
  expect(countFindings(whole, { rows: 120, frames: { front: 242, wrist: 119 } })).toEqual([
    { code: 'rows-lost', severity: 'error', message: '121 rows came, 120 were recorded' },
    { code: 'frames-lost', severity: 'error', message: '121 frames of wrist came, 119 were recorded' },
  ]);
});

test.each([
  ['zeros', 0, ['black-image']],
  ['near depth', 400, []],
])('depth of %s', async (_, depth, codes) => {
  const depthHead = {
    ...head,
    cameras: [{ name: 'depth', widthPx: 64, heightPx: 48, encoding: 'png' as const }],
    streams: ['depth'],
  };
  const { findings } = await check((row, step) => {
    const { timeNs } = row;
    const png = depthPng(64, 48, () => (depth === 0 ? 0 : depth + (step % 2)));
    return {
      ...row,
      images: { depth: png },
      stamps: { depth: { stampNs: timeNs, receivedNs: timeNs } },
      extras: {},
    };
  }, depthHead);
  expect(findings.map(({ code }) => code).filter((code) => code !== 'frozen-image')).toEqual(codes);
});
