import { expect, it } from 'vitest';
import { tabletCode } from './tablet-code.ts';

it('shows every address, and a code that differs with the first', async () => {
  const one = await tabletCode(['https://192.168.1.5:8720/?token=abc', 'https://10.0.0.2:8720/?token=abc']);
  expect(one).toContain('https://192.168.1.5:8720/?token=abc\n');
  expect(one).toContain('https://10.0.0.2:8720/?token=abc\n');
  const blocks = (text: string): string => text.replace(/[^▀▄█ \n]/g, '');
  expect(blocks(one).split('\n').length).toBeGreaterThan(15);
  const other = await tabletCode(['https://192.168.1.6:8720/?token=abc']);
  expect(blocks(other)).not.toBe(blocks(one));
});

it('says when no other machine could come', async () => {
  expect(await tabletCode([])).toContain('no address');
});
