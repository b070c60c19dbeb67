import { expect, it } from 'vitest';
import { fromMs } from '../../core/time.ts';
import { calibrationCheck } from './calibration-check.ts';

const NOON = fromMs(new Date('2026-03-14T12:00:00').getTime());

function checkOf(...dates: (string | undefined)[]) {
  const cameras = dates.map((calibratedOn, i) => ({ name: `camera_${i}`, calibratedOn }));
  return calibrationCheck(cameras, NOON);
}

it('says nothing where the profile says nothing', () => {
  expect(checkOf()).toEqual([]);
  expect(checkOf(undefined, undefined)).toEqual([]);
});

it.each([
  ['2026-03-14', 'today'],
  ['2026-03-13', 'yesterday'],
  ['2026-02-12', '30 days ago'],
])('is well with a calibration of %s', (date, words) => {
  expect(checkOf(date, undefined)).toMatchObject([
    { status: 'good', finding: `1 of 2 cameras calibrated, the oldest ${words}.` },
  ]);
});

it('names each camera whose calibration is old, with its age', () => {
  expect(checkOf('2026-02-11', '2026-03-14')).toMatchObject([
    { status: 'caution', finding: 'Older than 30 days: camera_0, 31 days.' },
  ]);
});

it('does not believe a date that is still to come', () => {
  expect(checkOf('2026-03-15')).toMatchObject([
    { status: 'caution', finding: 'Dated in the future: camera_0.' },
  ]);
});
