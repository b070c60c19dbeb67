import { expect, it } from 'vitest';
import { parseDefinition } from './message-definitions.ts';

const SEPARATOR = `${'='.repeat(80)}\n`;

it('parses a definition with what is inside it, without its constants', () => {
  const { root, nested } = parseDefinition(
    `uint8 RED=1\nuint8 colour\nfoo/Point[2] ends\n${SEPARATOR}MSG: foo/Point\nfloat64 x\n`,
    1,
    'foo/Line',
  );
  expect(root.map(({ name, type, arrayLength }) => [name, type, arrayLength])).toEqual([
    ['colour', 'uint8', undefined],
    ['ends', 'foo/Point', 2],
  ]);
  expect(nested.get('foo/Point')).toHaveLength(1);
});

it.each([
  ['no definition at all', '{"type":"object"}', 'not a message definition'],
  [
    'code in the name of a type',
    `int8 a\n${SEPARATOR}MSG: foo/B(){};process.exit();//\nint8 x\n`,
    'found "foo/B(',
  ],
  ['a type that nobody explains', 'foo/Unknown a', 'not a message definition'],
  ['text that has no defined encoding', 'wstring text', 'the type of text, wstring, cannot be read'],
  ['a type that holds itself', `foo/A a\n${SEPARATOR}MSG: foo/A\nfoo/A[] inner\n`, 'foo/A holds itself'],
  ['elements without size', `foo/A[] a\n${SEPARATOR}MSG: foo/A\n`, 'a is an array of empty messages'],
])('refuses %s', (_what, text, message) => {
  expect(() => parseDefinition(text, 2, 'foo/Bad')).toThrow(message);
});

it('refuses what unfolds without end', () => {
  const levels = Array.from(
    { length: 40 },
    (_, i) => `${SEPARATOR}MSG: foo/L${i}\nfoo/L${i + 1} a\nfoo/L${i + 1} b\n`,
  );
  const text = `foo/L0 a\n${levels.join('')}${SEPARATOR}MSG: foo/L40\nint8 x\n`;
  expect(() => parseDefinition(text, 1, 'foo/Bomb')).toThrow('more than 10000 fields');
});
