import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { askedSeat, type Seat, seatFor, stationArguments } from './seat.ts';

const shirts: Seat = { dataset: '/data/shirts', profile: null, diskReserveMb: null };
const arm: Seat = { dataset: '/data/arm', profile: '/robots/arm.json', diskReserveMb: 900 };

it('reads what a start asks for, among what Chromium adds', () => {
  const asked = ['--inspect', '--dataset', 'data/x', '--profile', 'arm.json', '--disk-reserve', '900'];
  expect(askedSeat(asked)).toEqual({
    dataset: resolve('data/x'),
    profile: resolve('arm.json'),
    diskReserveMb: 900,
  });
  expect(askedSeat(['--simulated', '--original-process-start-time=1'])).toEqual({ profile: null });
  expect(askedSeat(['--disk-reserve', 'much', 'missing'])).toEqual({});
  expect(askedSeat([])).toEqual({});
});

it('takes a dataset that the system opens with the app', async () => {
  const folder = await tempFolder();
  const other = await tempFolder();
  writeFileSync(join(folder, 'shirts.retrace'), '');
  expect(askedSeat(['missing', join(folder, 'shirts.retrace'), other])).toEqual({ dataset: folder });
  expect(askedSeat([other, '--dataset', folder])).toEqual({ dataset: folder });
});

it('drives a dataset with the robot it was last open with, and a new one with the present robot', () => {
  expect(seatFor({ dataset: '/data/arm' }, [shirts, arm], shirts)).toEqual(arm);
  expect(seatFor({ dataset: '/data/new' }, [shirts, arm], arm)).toEqual({ ...arm, dataset: '/data/new' });
  expect(seatFor({ profile: '/robots/other.json' }, [shirts, arm], shirts)).toEqual({
    ...shirts,
    profile: '/robots/other.json',
  });
  expect(seatFor({ dataset: '/data/arm', profile: null }, [arm], shirts)).toMatchObject({ profile: null });
  expect(seatFor({}, [arm], shirts)).toEqual(shirts);
});

it('tells the station’s process', () => {
  expect(stationArguments(arm, '/app', 'ws://127.0.0.1:9090')).toEqual([
    ...['--dataset', '/data/arm', '--resources', '/app'],
    ...['--profile', '/robots/arm.json', '--disk-reserve', '900'],
  ]);
  expect(stationArguments(shirts, '/app', 'ws://127.0.0.1:40123')).toEqual([
    ...['--dataset', '/data/shirts', '--resources', '/app'],
    ...['--bridge-url', 'ws://127.0.0.1:40123'],
  ]);
});
