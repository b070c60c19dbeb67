import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { STANDARD_GAMEPAD } from './mapping.ts';

const { policyButton: _later, ...OLDER } = { ...STANDARD_GAMEPAD, deadZone: 0.2 };
const PAD = { device: 'gamepad', id: 'pad' } as const;

/** What this computer remembers. */
let stored: object;

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal('localStorage', { getItem: () => JSON.stringify(stored) });
});

afterEach(() => vi.unstubAllGlobals());

async function mappingStoredAs(mapping: object, isStandard = true) {
  stored = { pad: mapping };
  const { mappingOf } = await import('./device-mappings.ts');
  return mappingOf(PAD, isStandard);
}

it('gives a standard gamepad that was tuned before there was a policy button the one of its layout', async () => {
  expect(await mappingStoredAs(OLDER)).toEqual({ ...STANDARD_GAMEPAD, deadZone: 0.2 });
});

it.each<[string, object, boolean]>([
  ['was left out', { ...OLDER, policyButton: null }, true],
  ['means something else', { ...OLDER, gripperButton: STANDARD_GAMEPAD.policyButton }, true],
  ['is the dead-man', { ...OLDER, deadManButtons: [STANDARD_GAMEPAD.policyButton] }, true],
  ['is not known', OLDER, false],
])('hands nothing to a policy by a button that %s', async (_name, mapping, isStandard) => {
  expect(await mappingStoredAs(mapping, isStandard)).toMatchObject({ deadZone: 0.2, policyButton: null });
});
