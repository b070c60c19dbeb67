import { describe, expect, it } from 'vitest';
import type { InputState } from '../../core/contract/input.ts';
import { DeviceIntent } from './device-intent.ts';

function keys(...pressedCodes: string[]): InputState {
  return { device: 'keyboard', pressedCodes, isDeadManLatched: false };
}

function pad(axes: number[], pressed: number[]): InputState {
  const buttons = Array.from({ length: 17 }, (_, i) => Number(pressed.includes(i)));
  return { device: 'gamepad', id: 'test', axes, buttons };
}

describe('keyboard', () => {
  it('moves only what is pressed, and opposite keys cancel', () => {
    const intent = new DeviceIntent().update(keys('ShiftLeft', 'KeyW', 'KeyA', 'KeyR', 'KeyF'));
    expect(intent).toEqual({
      axes: { right: -1, away: 1, up: 0, yaw: 0 },
      isGripperClosed: false,
      isDeadManHeld: true,
    });
  });

  it('toggles the gripper once per press, and only with the dead-man', () => {
    const device = new DeviceIntent();
    expect(device.update(keys('KeyG')).isGripperClosed).toBe(false);
    device.update(keys());
    expect(device.update(keys('ShiftLeft', 'KeyG')).isGripperClosed).toBe(true);
    expect(device.update(keys('ShiftLeft', 'KeyG', 'KeyW')).isGripperClosed).toBe(true);
    device.update(keys('ShiftLeft'));
    expect(device.update(keys('ShiftLeft', 'KeyG')).isGripperClosed).toBe(false);
  });

  it('does not toggle while the robot is held, and starts from what the robot has', () => {
    const device = new DeviceIntent();
    device.setGripper(true);
    expect(device.update(keys('ShiftLeft', 'KeyG'), false).isGripperClosed).toBe(true);
    device.update(keys('ShiftLeft'));
    expect(device.update(keys('ShiftLeft', 'KeyG')).isGripperClosed).toBe(false);
  });

  it('takes a latched dead-man for held', () => {
    expect(new DeviceIntent().update({ ...keys(), isDeadManLatched: true } as InputState).isDeadManHeld).toBe(
      true,
    );
  });
});

describe('gamepad', () => {
  it('follows the standard mapping with a dead zone', () => {
    const intent = new DeviceIntent().update(pad([1, -1, 0.1, 0.56], [5]));
    expect(intent.isDeadManHeld).toBe(true);
    expect(intent.axes.right).toBe(1);
    expect(intent.axes.away).toBe(1);
    expect(intent.axes.yaw).toBe(-0);
    expect(intent.axes.up).toBeCloseTo(-0.5);
  });

  it('closes the gripper with X', () => {
    expect(new DeviceIntent().update(pad([0, 0, 0, 0], [4, 2])).isGripperClosed).toBe(true);
  });
});

it('lets go of everything but the gripper when there is no device', () => {
  const device = new DeviceIntent();
  device.update(keys('ShiftLeft', 'KeyG', 'KeyW'));
  expect(device.update({ device: 'none' })).toEqual({
    axes: {},
    isGripperClosed: true,
    isDeadManHeld: false,
  });
});
