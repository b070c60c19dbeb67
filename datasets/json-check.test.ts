import { expect, test } from 'vitest';
import { addCheck, assertCheck } from './json-check.ts';

const TEXTS = [
  JSON.stringify({ by: 'grace', count: 12 }),
  JSON.stringify({ by: 'grace', names: ['ä'] }, null, 2),
];

test.each(TEXTS)('%s stays JSON with the same fields, and one more', (text) => {
  const checked = addCheck(text);
  expect(JSON.parse(checked)).toEqual({ ...JSON.parse(text), check: expect.stringMatching(/^[0-9a-f]{8}$/) });
  expect(checked.split('\n').length).toBe(text.split('\n').length + (text.includes('\n') ? 1 : 0));
  assertCheck(checked, 'here');
  assertCheck(`${checked}\n`, 'here');
});

test('the checksum is the one of zlib', () => {
  // python -c "import zlib; print('%08x' % zlib.crc32(b'{\"by\":\"grace\",\"count\":12'))"
  expect(addCheck(TEXTS[0]!)).toBe('{"by":"grace","count":12,"check":"be7332cd"}');
});

test.each(TEXTS)('no flipped bit in %s goes by', (text) => {
  const checked = addCheck(text);
  const bytes = Buffer.from(checked);
  const protectedBytes = Buffer.from(checked.slice(0, checked.lastIndexOf(','))).byteLength;
  for (let bit = 0; bit < protectedBytes * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => assertCheck(flipped.toString('utf8'), 'here'), `bit ${bit}`).toThrow(
      'damaged or was changed',
    );
  }
});

test('a check whose name was damaged still counts', () => {
  const damaged = addCheck(TEXTS[0]!).replace('"check"', '"chdck"').replace('grace', 'gracd');
  expect(() => assertCheck(damaged, 'here')).toThrow('damaged or was changed');
});

test('a file without a check is taken as it is, and the way out of a wrong one is said', () => {
  assertCheck('{"by":"grace"}', 'here');
  const changed = addCheck(TEXTS[0]!).replace('grace', 'ada');
  expect(() => assertCheck(changed, '/data/x.json')).toThrow(
    /if it was changed on purpose, take out the field "check" \(\/data\/x\.json\)$/,
  );
  assertCheck(changed.replace(/,"check":.*/, '}'), 'here');
});
