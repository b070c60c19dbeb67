import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { Activity } from '../../station/desktop/shell-messages.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { SettingsFile } from './desktop-settings.ts';
import type { AskedSeat } from './seat.ts';
import { SeatKeeper } from './seat-keeper.ts';

let settingsPath: string;
let log: string[];
let activity: Activity | null;

beforeEach(async () => {
  settingsPath = join(await tempFolder(), 'desktop.json');
  log = [];
  activity = 'idle';
});

/** As after a start of the app that asks for this. */
function keeper(asked: AskedSeat = {}): SeatKeeper {
  const seats: SeatKeeper = new SeatKeeper(
    {
      settings: new SettingsFile(settingsPath),
      station: {
        start: () => log.push(`start ${seats.stationArguments.join(' ')}`),
        close: async () => {
          log.push('close');
        },
        get activity() {
          return activity;
        },
      },
      simulation: {
        start: async () => {
          log.push('simulate');
          return 'ws://127.0.0.1:40123';
        },
        stop: () => log.push('stop simulating'),
      },
      resources: '/app',
      firstDataset: '/home/ada/Retrace',
    },
    asked,
  );
  return seats;
}

const SIMULATED = '--resources /app --bridge-url ws://127.0.0.1:40123';

it('begins with a dataset of its own and the simulated robot', async () => {
  await keeper().begin();
  expect(log).toEqual(['simulate', `start --dataset /home/ada/Retrace ${SIMULATED}`]);
});

it('changes robot and dataset one after the other, seals first, and remembers what was well', async () => {
  const seats = keeper({ dataset: '/data/shirts' });
  await seats.begin();
  seats.remember();
  log.length = 0;
  await seats.change({ dataset: '/data/arm', profile: '/robots/arm.json' });
  seats.remember();
  const arm = '--dataset /data/arm --resources /app --profile /robots/arm.json';
  expect(log).toEqual(['close', 'stop simulating', `start ${arm}`]);

  log.length = 0;
  await seats.change({ dataset: '/data/shirts' });
  expect(log).toEqual(['close', 'simulate', `start --dataset /data/shirts ${SIMULATED}`]);

  log.length = 0;
  await keeper().begin();
  expect(log).toEqual(['stop simulating', `start ${arm}`]);
});

it('changes nothing while an episode is recorded, or for what is there already', async () => {
  const seats = keeper({ dataset: '/data/shirts' });
  await seats.change({ dataset: '/data/shirts' });
  activity = 'recording';
  await seats.change({ dataset: '/data/arm' });
  expect(log).toEqual([]);
  expect(seats.seat.dataset).toBe('/data/shirts');
});
