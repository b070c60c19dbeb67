import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { SettingsFile } from './desktop-settings.ts';
import { withRecent } from './recent-datasets.ts';

const window = { x: 1, y: 2, width: 1300, height: 800, isMaximized: false };

it('remembers what was changed, in one file', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'desktop.json');
  new SettingsFile(path).change({ window });
  new SettingsFile(path).change({ recentDatasets: ['/data/a'] });
  expect(new SettingsFile(path).settings).toEqual({ window, recentDatasets: ['/data/a'] });
  expect(readdirSync(folder)).toEqual(['desktop.json']);
});

it.each(['', '{"window":', '[]', 'null', '{"window":{"x":"left"},"recentDatasets":7}'])(
  'starts with a file that holds %s',
  async (text) => {
    const path = join(await tempFolder(), 'desktop.json');
    writeFileSync(path, text);
    expect(new SettingsFile(path).settings).toEqual({ window: null, recentDatasets: [] });
  },
);

it('keeps what is whole when a part of the file is not', async () => {
  const path = join(await tempFolder(), 'desktop.json');
  writeFileSync(path, JSON.stringify({ window: { x: 1 }, recentDatasets: ['/data/a'] }));
  expect(new SettingsFile(path).settings).toEqual({ window: null, recentDatasets: ['/data/a'] });
});

it('lists the ten datasets that were opened last, each once', () => {
  const many = Array.from({ length: 12 }, (_, i) => `/data/${i}`).reduce<string[]>(withRecent, []);
  expect(many).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((i) => resolve(`/data/${i}`)));
  expect(withRecent(many, '/data/5/')).toEqual([
    resolve('/data/5'),
    ...many.filter((path) => path !== resolve('/data/5')),
  ]);
});
