import { expect, it } from 'vitest';
import type { RowPictures } from '../../link/pictures.ts';
import { FrameLoader } from './frame-loader.ts';
import { FramePump } from './frame-pump.ts';

const ROWS = 1000;

/** A player whose station and decoder answer when the test says so. */
function player({ isSlow = false } = {}) {
  const brought: number[] = [];
  const decoded: number[] = [];
  const drawn: number[] = [];
  const failures: unknown[] = [];
  const waiting: (() => void)[] = [];
  const rowOf = new Map<RowPictures, number>();
  const loader = new FrameLoader({
    bring: async (row) => {
      brought.push(row);
      if (row === 13) throw new Error('the disk is gone');
      if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
      const pictures: RowPictures = [];
      rowOf.set(pictures, row);
      return pictures;
    },
    decode: async (pictures) => {
      decoded.push(rowOf.get(pictures)!);
      return [];
    },
  });
  const pump = new FramePump({
    loader,
    rowCount: () => ROWS,
    draw: (row) => drawn.push(row),
    onFailure: (error) => failures.push(error),
  });
  return { pump, brought, decoded, drawn, failures, answer: () => waiting.shift()?.() };
}

it('foresees that who steps will step on as far, and draws what was foreseen without asking again', async () => {
  const { pump, brought, decoded, drawn } = player();
  pump.show(500);
  await expect.poll(() => brought).toContain(506);
  pump.show(510);
  await expect.poll(() => brought).toContain(570);
  expect(brought).toEqual([...range(500, 506, 1), ...range(510, 570, 10)]);
  expect(decoded.slice(-3)).toEqual([520, 530, 540]);
  pump.show(520);
  await expect.poll(() => drawn).toEqual([500, 510, 520]);
  expect(brought.filter((row) => row === 520)).toHaveLength(1);
  expect(decoded.filter((row) => row === 520)).toHaveLength(1);
});

it('goes no further than the episode, in either direction', async () => {
  const { pump, brought, drawn } = player();
  pump.show(0);
  await expect.poll(() => brought.at(-1)).toBe(6);
  pump.show(ROWS - 1);
  await expect.poll(() => drawn).toEqual([0, ROWS - 1]);
  await new Promise((resolve) => setTimeout(resolve));
  expect(Math.max(...brought)).toBe(ROWS - 1);
});

it('skips what the playhead has left, and always comes to where it stands', async () => {
  const { pump, brought, drawn, answer } = player({ isSlow: true });
  for (const row of [100, 200, 300, 400]) pump.show(row);
  answer();
  await expect.poll(() => brought).toEqual([100, 400]);
  answer();
  await expect.poll(() => drawn).toEqual([100, 400]);
});

it('tells what cannot be shown, and goes on', async () => {
  const { pump, drawn, failures } = player();
  pump.show(13);
  await expect.poll(() => failures).toHaveLength(1);
  pump.show(50);
  await expect.poll(() => drawn).toEqual([50]);
});

function range(first: number, last: number, step: number): number[] {
  return Array.from({ length: (last - first) / step + 1 }, (_, i) => first + i * step);
}
