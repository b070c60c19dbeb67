import { expect, it } from 'vitest';
import { driveSchema } from '../../core/contract/input.ts';
import { applyMapping, type DeviceReading, SPACEMOUSE, STANDARD_GAMEPAD, TOUCH_STICKS } from './mapping.ts';

function pad(axes: number[], pressed: number[] = []): DeviceReading {
  const buttons = Array.from({ length: 17 }, (_, i) => Number(pressed.includes(i)));
  return { device: 'gamepad', id: 'pad', axes, buttons };
}

it('reads the standard gamepad as an operator looks at the robot', () => {
  const drive = applyMapping(pad([1, -1, 0.1, 0.56], [5]), STANDARD_GAMEPAD);
  expect(drive).toEqual({
    axes: { right: 1, away: 1, up: expect.closeTo(-0.5), yaw: 0 },
    isDeadManHeld: true,
    isGripperPressed: false,
  });
  expect(applyMapping(pad([], [2]), STANDARD_GAMEPAD)).toMatchObject({
    isDeadManHeld: false,
    isGripperPressed: true,
  });
});

it.each(Array.from({ length: 17 }, (_, button) => [button, button === 4 || button === 5] as const))(
  'button %i of a standard gamepad is a dead-man: %s',
  (button, isDeadMan) => {
    expect(applyMapping(pad([], [button]), STANDARD_GAMEPAD).isDeadManHeld).toBe(isDeadMan);
  },
);

it('starts from rest at the edge of the dead zone, and reaches the full at the full', () => {
  const mapping = { ...STANDARD_GAMEPAD, deadZone: 0.2, exponent: 2 };
  const right = (value: number) => applyMapping(pad([value]), mapping).axes.right;
  expect([0.2, -0.2, 0.21, 0.6, -0.6, 1].map(right)).toEqual([
    0,
    0,
    expect.closeTo(0.000156, 5),
    expect.closeTo(0.25),
    expect.closeTo(-0.25),
    1,
  ]);
});

it('turns an axis round, and takes it from wherever it was mapped to', () => {
  const mapping = { ...STANDARD_GAMEPAD, axes: { up: { source: 7, isInverted: true } } };
  expect(applyMapping(pad([1, 1, 1, 1, 1, 1, 1, 1]), mapping).axes).toEqual({ up: -1 });
  expect(applyMapping(pad([1]), mapping).axes).toEqual({ up: 0 });
});

it.each([STANDARD_GAMEPAD, SPACEMOUSE, TOUCH_STICKS])(
  'says what the contract accepts, however far %#',
  (mapping) => {
    for (const value of [-1.4, -1, 0, 1, 1.4]) {
      const drive = applyMapping(pad([value, value, value, value, value, value], [0, 1, 4]), mapping);
      expect(driveSchema.safeParse(drive).success).toBe(true);
    }
  },
);
