import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readExportHistory } from '../../datasets/export-history.ts';
import { buildExportDataset } from '../../test/builders/export-dataset.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { ExportDesk } from './export-desk.ts';

/** Threads start slowly on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

const CHOICE = { version: 'v1', recipe: 'everything', target: 'csv' };

async function openDesk() {
  const dataset = await buildExportDataset(join(await tempFolder(), 'dataset'));
  const desk = new ExportDesk(dataset);
  onTestFinished(() => desk.close());
  const ended = () => expect.poll(async () => (await desk.state()).running, { timeout: 30_000 }).toBeNull();
  return { dataset, desk, ended, exports: join(dirname(dataset.path), 'exports') };
}

it('exports beside the dataset, says what it will be before and what it was after', async () => {
  const { desk, ended, exports } = await openDesk();
  const { preview: number } = await desk.preview(CHOICE);
  await expect.poll(() => desk.previewed(number).preview, { timeout: 30_000 }).not.toBeNull();
  const { preview } = desk.previewed(number);
  expect(preview).toMatchObject({
    refusal: null,
    totals: { episodes: 3, planned: 3, leftOut: 0, failed: 0, trajectories: 3, steps: 117, maskedSteps: 3 },
  });
  expect(preview?.episodes[0]).toMatchObject({
    status: 'planned',
    reason: null,
    keptSteps: 39,
    maskedSteps: 1,
  });
  desk.start({ ...CHOICE, out: 'first', by: 'grace' });
  expect(() => desk.start({ ...CHOICE, out: 'second', by: 'grace' })).toThrow('wait for it, or cancel it');
  await ended();
  expect(existsSync(join(exports, 'first', 'steps'))).toBe(true);
  const { history } = await desk.state();
  expect(history).toMatchObject([
    {
      ...CHOICE,
      by: 'grace',
      out: join(exports, 'first'),
      status: 'done',
      totals: { steps: 117, failed: 0 },
    },
  ]);
});

it('refuses with the reason of each episode, and keeps the refusal', async () => {
  const { dataset, desk, ended } = await openDesk();
  const recipe = { format: 1, name: 'aborted-only', filter: { outcomes: ['aborted'] } };
  await mkdir(join(dataset.path, 'recipes'));
  await writeFile(join(dataset.path, 'recipes/own.json'), JSON.stringify(recipe));
  expect((await desk.options()).recipes).toContainEqual({
    name: 'aborted-only',
    description: '',
    isOwn: true,
  });
  const choice = { ...CHOICE, recipe: 'aborted-only' };
  const { preview: number } = await desk.preview(choice);
  await expect.poll(() => desk.previewed(number).preview, { timeout: 30_000 }).not.toBeNull();
  const preview = desk.previewed(number).preview!;
  expect(preview.refusal).toContain('No episode');
  expect(preview.episodes.map(({ status, reason }) => `${status}: ${reason}`)).toContain(
    'left-out: its outcome is failure',
  );
  desk.start({ ...choice, out: 'none', by: 'grace' });
  await ended();
  const [past] = await readExportHistory(dataset);
  expect(past).toMatchObject({ status: 'refused', totals: null });
  expect(past?.message).toContain('its outcome is success');
});

it('writes nothing into the dataset and over nothing', async () => {
  const { dataset, desk } = await openDesk();
  const into = (out: string) => () => desk.start({ ...CHOICE, out, by: '' });
  expect(into(join(dataset.path, 'episodes', 'x'))).toThrow('own folder');
  expect(into('../dataset')).toThrow('own folder');
  expect(into(dirname(dataset.path))).toThrow('something already');
});

it('cancels, and goes on from there', async () => {
  const { desk, ended, exports } = await openDesk();
  expect(() => desk.cancel()).toThrow('no export');
  desk.start({ ...CHOICE, target: 'diffusion-policy', out: 'zarr', by: 'grace' });
  desk.cancel();
  await ended();
  expect((await desk.state()).history[0]).toMatchObject({ status: 'cancelled', message: null });
  expect(existsSync(join(exports, 'zarr'))).toBe(false);
  desk.start({ ...CHOICE, target: 'diffusion-policy', out: 'zarr', by: 'grace' });
  await ended();
  expect((await desk.state()).history[0]).toMatchObject({ status: 'done' });
});
