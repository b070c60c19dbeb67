import { expect, it } from 'vitest';
import { PreviewCredits } from './preview-credits.ts';

it('asks for two pictures, then for one per picture that is done', () => {
  const credits = new PreviewCredits();
  expect(credits.topUp('front')).toBe(2);
  expect(credits.topUp('front')).toBe(0);
  credits.finish('front');
  expect(credits.topUp('front')).toBe(1);
  expect(credits.topUp('wrist')).toBe(2);
});

it('keeps count of a camera that is hidden while pictures are under way', () => {
  const credits = new PreviewCredits();
  credits.topUp('front');
  credits.finish('front');
  credits.finish('front');
  credits.finish('front');
  expect(credits.topUp('front')).toBe(2);
});

it('starts anew with a new connection', () => {
  const credits = new PreviewCredits();
  credits.topUp('front');
  credits.reset();
  expect(credits.topUp('front')).toBe(2);
});
