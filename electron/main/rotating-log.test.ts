import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { RotatingLog } from './rotating-log.ts';

const AT = new Date('2026-01-02T03:04:05.678Z');

it('keeps so many files of so many bytes, the newest lines in the first', async () => {
  const folder = await tempFolder();
  const log = new RotatingLog({ folder, maxBytes: 100, maxFiles: 3 });
  for (let i = 0; i < 20; i += 1) log.write('station', `line ${i}`, AT);
  expect(readdirSync(folder).sort()).toEqual(['retrace.1.log', 'retrace.2.log', 'retrace.log']);
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  expect(text('retrace.log')).toBe(
    '2026-01-02T03:04:05.678Z station: line 18\n2026-01-02T03:04:05.678Z station: line 19\n',
  );
  expect(text('retrace.2.log')).toContain('line 14');
});

it('goes on where the last start ended', async () => {
  const folder = await tempFolder();
  const options = { folder, maxBytes: 100, maxFiles: 2 };
  new RotatingLog(options).write('main', 'x'.repeat(60), AT);
  new RotatingLog(options).write('main', 'y'.repeat(60), AT);
  expect(readFileSync(join(folder, 'retrace.1.log'), 'utf8')).toContain('xxx');
  expect(readFileSync(join(folder, 'retrace.log'), 'utf8')).toContain('yyy');
});

it('writes an entry that is larger than a file whole, and the time before each line', async () => {
  const folder = await tempFolder();
  new RotatingLog({ folder, maxBytes: 10, maxFiles: 2 }).write('main', 'Error: x\n    at y\n', AT);
  expect(readFileSync(join(folder, 'retrace.log'), 'utf8')).toBe(
    '2026-01-02T03:04:05.678Z main: Error: x\n2026-01-02T03:04:05.678Z main:     at y\n',
  );
});

it('does not tell where the operator is at home', async () => {
  const folder = await tempFolder();
  new RotatingLog({ folder, maxBytes: 1000, maxFiles: 2 }).write('main', `no ${homedir()}/data`, AT);
  expect(readFileSync(join(folder, 'retrace.log'), 'utf8')).toContain('main: no ~/data');
});
