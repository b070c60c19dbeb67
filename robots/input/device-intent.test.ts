import { describe, expect, it } from 'vitest';
import type { Drive, InputState } from '../../core/contract/input.ts';
import { DeviceIntent } from './device-intent.ts';

function keys(...pressedCodes: string[]): InputState {
  return { device: 'keyboard', pressedCodes, isDeadManLatched: false };
}

function pad(axes: Drive['axes'], isGripperPressed = false): InputState {
  const drive = { axes, isDeadManHeld: true, isGripperPressed };
  return { device: 'gamepad', id: 'test', axes: [], buttons: [], drive };
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

describe('a device that is read as numbers', () => {
  it('says what it means', () => {
    expect(new DeviceIntent().update(pad({ right: 0.4, pitch: -1 }))).toEqual({
      axes: { right: 0.4, pitch: -1 },
      isGripperClosed: false,
      isDeadManHeld: true,
    });
  });

  it('closes the gripper once per press', () => {
    const device = new DeviceIntent();
    expect(device.update(pad({}, true)).isGripperClosed).toBe(true);
    expect(device.update(pad({}, true)).isGripperClosed).toBe(true);
    device.update(pad({}));
    expect(device.update(pad({}, true)).isGripperClosed).toBe(false);
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
