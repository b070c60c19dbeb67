import { expect, it } from 'vitest';
import { COMMANDS } from '../../renderer/commands/commands.ts';
import { DeviceIntent } from '../../robots/input/device-intent.ts';

/** The screens say which keys drive; the station does the driving. Both must mean the same keys. */
it.each([
  ['away', { away: 1 }],
  ['towards', { away: -1 }],
  ['left', { right: -1 }],
  ['right', { right: 1 }],
  ['up', { up: 1 }],
  ['down', { up: -1 }],
  ['turnLeft', { yaw: 1 }],
  ['turnRight', { yaw: -1 }],
] as const)('the key of "%s" does what the screen says', (action, axes) => {
  for (const code of COMMANDS.drive[action].keys) {
    const intent = new DeviceIntent().update({
      device: 'keyboard',
      pressedCodes: [code],
      isDeadManLatched: false,
    });
    expect(intent.axes).toEqual({ right: 0, away: 0, up: 0, yaw: 0, ...axes });
  }
});

it('every dead-man and gripper key works', () => {
  for (const deadMan of COMMANDS.drive.deadMan.keys) {
    for (const gripper of COMMANDS.drive.gripper.keys) {
      const pressedCodes = [deadMan, gripper];
      const intent = new DeviceIntent().update({ device: 'keyboard', pressedCodes, isDeadManLatched: false });
      expect(intent).toMatchObject({ isDeadManHeld: true, isGripperClosed: true });
    }
  }
});
