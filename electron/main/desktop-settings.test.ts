import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { SettingsFile } from './desktop-settings.ts';
import { withRecent } from './recent-seats.ts';
import type { Seat } from './seat.ts';

const seatAt = (dataset: string): Seat => ({ dataset, profile: null, diskReserveMb: null });
const window = { x: 1, y: 2, width: 1300, height: 800, isMaximized: false };

it('remembers what was changed, in one file', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'desktop.json');
  new SettingsFile(path).change({ window });
  new SettingsFile(path).change({ recentSeats: [seatAt('/data/a')] });
  expect(new SettingsFile(path).settings).toEqual({
    window,
    recentSeats: [seatAt('/data/a')],
    updateCheckedMs: null,
  });
  expect(readdirSync(folder)).toEqual(['desktop.json']);
});

it.each(['', '{"window":', '[]', 'null', '{"window":{"x":"left"},"recentSeats":7}'])(
  'starts with a file that holds %s',
  async (text) => {
    const path = join(await tempFolder(), 'desktop.json');
    writeFileSync(path, text);
    expect(new SettingsFile(path).settings).toEqual({
      window: null,
      recentSeats: [],
      updateCheckedMs: null,
    });
  },
);

it('keeps what is whole when a part of the file is not', async () => {
  const path = join(await tempFolder(), 'desktop.json');
  writeFileSync(path, JSON.stringify({ window: { x: 1 }, recentSeats: [seatAt('/data/a')] }));
  expect(new SettingsFile(path).settings).toMatchObject({
    window: null,
    recentSeats: [seatAt('/data/a')],
  });
});

it('lists the ten datasets that were opened last, each once', () => {
  const many = Array.from({ length: 12 }, (_, i) => seatAt(`/data/${i}`)).reduce<Seat[]>(withRecent, []);
  expect(many.map(({ dataset }) => dataset)).toEqual(
    [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((i) => `/data/${i}`),
  );
  const withRobot = { ...seatAt('/data/5'), profile: '/robots/arm.json' };
  expect(withRecent(many, withRobot)).toEqual([
    withRobot,
    ...many.filter(({ dataset }) => dataset !== '/data/5'),
  ]);
});
