import { expect, it } from 'vitest';
import { inputStateSchema } from '../core/contract/input.ts';
import { topicReader } from './topic-device.ts';

const leader = topicReader({
  title: 'Leader arm',
  topic: '/joy',
  type: 'sensor_msgs/Joy',
  axes: { right: { path: 'axes[0]', scale: -1 }, up: { path: 'axes[3]', scale: 2 } },
  deadMan: 'buttons[4]',
  gripper: 'buttons[0]',
});

it('reads axes and buttons from where the profile says they are', () => {
  const state = leader({ axes: [0.5, 9, 9, -0.25], buttons: [1, 0, 0, 0, 1] });
  expect(state).toEqual({
    device: 'topic',
    id: 'Leader arm',
    axes: [0.5, -0.25],
    buttons: [1, 1],
    drive: { axes: { right: -0.5, up: -0.5 }, isDeadManHeld: true, isGripperPressed: true },
  });
  expect(inputStateSchema.safeParse(state).success).toBe(true);
});

it('asks no more than the full, and nothing of what is no number', () => {
  const { drive } = leader({ axes: [Number.NaN, 0, 0, 7], buttons: [0, 0, 0, 0, 0] });
  expect(drive).toEqual({ axes: { right: -0, up: 1 }, isDeadManHeld: false, isGripperPressed: false });
});

it('refuses a message that lacks an axis', () => {
  expect(() => leader({ axes: [0], buttons: [0, 0, 0, 0, 1] })).toThrow('no number at axes[3]');
});
