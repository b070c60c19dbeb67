import { expect, it } from 'vitest';
import { keyLabel } from './key-label.ts';

const azerty = new Map([['KeyW', 'z']]);

it.each([
  ['KeyW', 'Z'],
  ['KeyG', 'G'],
  ['Digit3', '3'],
  ['ShiftLeft', 'Shift'],
  ['ArrowLeft', '←'],
  ['F1', 'F1'],
])('labels %s on a French keyboard as %s', (code, label) => {
  expect(keyLabel(code, azerty)).toBe(label);
});
