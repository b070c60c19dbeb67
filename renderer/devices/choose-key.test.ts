import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { driveKeyOf } from '../commands/drive-keys.ts';
import { chooseKeys, keysOf } from '../commands/key-bindings.ts';
import { chooseKey } from './choose-key.ts';

beforeEach(() => vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} }));

afterEach(() => {
  for (const id of ['drive.deadMan', 'drive.gripper'] as const) chooseKeys(id, null);
  vi.unstubAllGlobals();
});

it('takes a pedal as the dead-man beside Shift, which counts on', () => {
  expect(chooseKey('drive.deadMan', 'F13')).toBeNull();
  for (const code of ['F13', 'ShiftLeft', 'ShiftRight']) expect(driveKeyOf(code)?.action).toBe('deadMan');
});

it('has one chosen key at a time, and each key once', () => {
  chooseKey('drive.deadMan', 'F13');
  chooseKey('drive.deadMan', 'F14');
  expect(keysOf('drive.deadMan')).toEqual(['ShiftLeft', 'ShiftRight', 'F14']);
  chooseKey('drive.deadMan', 'ShiftLeft');
  expect(keysOf('drive.deadMan')).toEqual(['ShiftLeft', 'ShiftRight']);
});

it('takes any other command’s key in place of the usual one', () => {
  expect(chooseKey('drive.gripper', 'F15')).toBeNull();
  expect(keysOf('drive.gripper')).toEqual(['F15']);
});

it.each([
  ['Space', 'keeps its meaning'],
  ['KeyW', 'already means “Away from the front camera”'],
])('refuses %s, with what it means', (code, why) => {
  expect(chooseKey('drive.deadMan', code)).toContain(why);
  expect(keysOf('drive.deadMan')).toEqual(['ShiftLeft', 'ShiftRight']);
});
