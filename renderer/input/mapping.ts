import { z } from 'zod';
import { DRIVE_AXES, type Drive, type DriveAxis } from '../../core/contract/input.ts';

/** A device as it was read: numbers whose meaning its mapping says. */
export interface DeviceReading {
  device: 'gamepad' | 'spacemouse' | 'touch';
  id: string;
  /** About −1 … 1 each. */
  axes: readonly number[];
  /** 0 … 1 each. */
  buttons: readonly number[];
}

export const deviceMappingSchema = z.object({
  /** Which of the device's axes moves what. */
  axes: z.partialRecord(
    z.enum(DRIVE_AXES),
    z.object({ source: z.int().min(0).max(31), isInverted: z.boolean() }),
  ),
  /** Below this a stick counts as at rest: none comes back to exactly 0. */
  deadZone: z.number().min(0).max(0.5),
  /** Of the response curve: 1 is a straight line, above it small movements become finer. */
  exponent: z.number().min(1).max(3),
  /** Any of them. */
  deadManButtons: z.array(z.int().min(0).max(63)),
  gripperButton: z.int().min(0).max(63).nullable(),
  /** The large button of the screen, and the first of the others. */
  primaryButton: z.int().min(0).max(63).nullable(),
  secondaryButton: z.int().min(0).max(63).nullable(),
  /** Hands the robot back to a policy. */
  policyButton: z.int().min(0).max(63).nullable(),
});

export type DeviceMapping = z.infer<typeof deviceMappingSchema>;

/**
 * The "standard gamepad" of the W3C Gamepad specification, https://www.w3.org/TR/gamepad/#remapping: its stick
 * axes point right and down. LB and RB, either of them, are the dead-man.
 */
export const STANDARD_GAMEPAD: DeviceMapping = {
  axes: {
    right: { source: 0, isInverted: false },
    away: { source: 1, isInverted: true },
    up: { source: 3, isInverted: true },
    yaw: { source: 2, isInverted: true },
  },
  deadZone: 0.12,
  exponent: 1,
  deadManButtons: [4, 5],
  gripperButton: 2,
  primaryButton: 0,
  secondaryButton: 1,
  policyButton: 3,
};

/** Its own axes point right, towards the user and down. */
export const SPACEMOUSE: DeviceMapping = {
  axes: {
    right: { source: 0, isInverted: false },
    away: { source: 1, isInverted: true },
    up: { source: 2, isInverted: true },
    pitch: { source: 3, isInverted: false },
    roll: { source: 4, isInverted: true },
    yaw: { source: 5, isInverted: true },
  },
  deadZone: 0.1,
  exponent: 1.5,
  deadManButtons: [0],
  gripperButton: 1,
  primaryButton: null,
  secondaryButton: null,
  policyButton: null,
};

/** Two sticks drawn on the screen: left moves in the plane, right up and down and turns. */
export const TOUCH_STICKS: DeviceMapping = {
  axes: {
    right: { source: 0, isInverted: false },
    away: { source: 1, isInverted: false },
    yaw: { source: 2, isInverted: true },
    up: { source: 3, isInverted: false },
  },
  deadZone: 0.08,
  exponent: 1.5,
  deadManButtons: [0],
  gripperButton: 1,
  primaryButton: null,
  secondaryButton: null,
  policyButton: null,
};

/** What a reading asks the robot to do. */
export function applyMapping(reading: DeviceReading, mapping: DeviceMapping): Drive {
  const isPressed = (button: number): boolean => isDown(reading, button);
  const axes = DRIVE_AXES.flatMap((axis): [DriveAxis, number][] => {
    const mapped = mapping.axes[axis];
    if (mapped === undefined) return [];
    const value = respond(reading.axes[mapped.source] ?? 0, mapping);
    return [[axis, mapped.isInverted && value !== 0 ? -value : value]];
  });
  return {
    axes: Object.fromEntries(axes),
    isDeadManHeld: mapping.deadManButtons.some(isPressed),
    isGripperPressed: mapping.gripperButton !== null && isPressed(mapping.gripperButton),
  };
}

export function isDown({ buttons }: Pick<DeviceReading, 'buttons'>, button: number): boolean {
  return (buttons[button] ?? 0) > 0.5;
}

/** Rescaled, so that the robot starts from rest at the edge of the dead zone. */
function respond(value: number, { deadZone, exponent }: DeviceMapping): number {
  const beyond = (Math.abs(value) - deadZone) / (1 - deadZone);
  return beyond > 0 ? Math.sign(value) * Math.min(1, beyond) ** exponent : 0;
}
