import { expect, it } from 'vitest';
import type { RecordedPicture } from '../../core/contract/picture.ts';
import { PictureQueue } from './picture-queue.ts';

const at = (row: number): RecordedPicture => ({ episode: 'e', camera: 'front', row });

/** A queue, the rows that it has asked for, and the way to answer the oldest of them. */
function queue() {
  const asked: number[] = [];
  const answers: { resolve(blob: Blob): void; reject(error: Error): void }[] = [];
  const pictures = new PictureQueue(({ row }) => {
    asked.push(row);
    return new Promise((resolve, reject) => answers.push({ resolve, reject }));
  });
  return { pictures, asked, answer: () => answers.shift()!.resolve(new Blob()), answers };
}

it('asks for six at a time, and for the urgent ones first', async () => {
  const { pictures, asked, answer } = queue();
  const loading = [0, 1, 2, 3, 4, 5, 6, 7].map((row) => pictures.load(at(row), { priority: 'low' }));
  loading.push(pictures.load(at(100), { priority: 'high' }));
  await Promise.resolve();
  expect(asked).toEqual([0, 1, 2, 3, 4, 5]);
  answer();
  await loading[0];
  await expect.poll(() => asked.at(-1)).toBe(100);
  answer();
  await expect.poll(() => asked.at(-1)).toBe(6);
});

it('asks no more for what nobody wants any more, and goes on after what failed', async () => {
  const { pictures, asked, answer, answers } = queue();
  const wanted = new AbortController();
  const begun = [0, 1, 2, 3, 4, 5].map((row) => pictures.load(at(row)));
  const given = pictures.load(at(6), { signal: wanted.signal });
  const last = pictures.load(at(7));
  wanted.abort(new Error('scrolled away'));
  await expect(given).rejects.toThrow('scrolled away');
  await expect(pictures.load(at(8), { signal: wanted.signal })).rejects.toThrow('scrolled away');
  answers.shift()!.reject(new Error('no such row'));
  await expect(begun[0]).rejects.toThrow('no such row');
  await expect.poll(() => asked).toEqual([0, 1, 2, 3, 4, 5, 7]);
  for (let i = 0; i < 6; i += 1) answer();
  await expect(last).resolves.toBeInstanceOf(Blob);
});
