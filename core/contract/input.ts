import { z } from 'zod';

/** What an operator can move besides the gripper, as seen in the first camera. */
export const DRIVE_AXES = ['right', 'away', 'up', 'roll', 'pitch', 'yaw'] as const;
export type DriveAxis = (typeof DRIVE_AXES)[number];

/** Devices that are read as numbers; `topic` is one that comes over the robot's bridge. */
export const ANALOGUE_DEVICES = ['gamepad', 'spacemouse', 'touch', 'topic'] as const;

/** What a device says after its mapping: which stick is which axis, its rest, its curve. */
export const driveSchema = z.object({
  /** −1 … 1 each; a missing axis is 0. */
  axes: z.partialRecord(z.enum(DRIVE_AXES), z.number().min(-1).max(1)),
  isDeadManHeld: z.boolean(),
  isGripperPressed: z.boolean(),
});

/**
 * The state of the operator's device, sent by a screen at each change and at least every 100 ms while
 * a dead-man is held. The station turns it into commands; a screen never does.
 */
export const inputStateSchema = z.discriminatedUnion('device', [
  z.object({
    device: z.literal('keyboard'),
    /**
     * Keys that are down, as `KeyboardEvent.code` of the keys that drive unless they are bound anew, so that
     * neither layouts nor pedals matter.
     */
    pressedCodes: z.array(z.string().max(32)).max(32),
    /** The operator chose in settings that a tap on the dead-man key holds it until the next tap. */
    isDeadManLatched: z.boolean(),
  }),
  z.object({
    device: z.enum(ANALOGUE_DEVICES),
    id: z.string().max(256),
    /** As the device gave them, before the mapping, about −1 … 1; they are recorded. */
    axes: z.array(z.number().min(-2).max(2)).max(32),
    /** As the device gave them, 0 … 1 each. */
    buttons: z.array(z.number().min(0).max(1)).max(64),
    drive: driveSchema,
  }),
  /** Nothing is held: the screen lost the keyboard, was hidden, or shows something else. */
  z.object({ device: z.literal('none'), why: z.enum(['hidden', 'unfocused', 'elsewhere']).optional() }),
]);

export type InputState = z.infer<typeof inputStateSchema>;
/** A device that is read as numbers. */
export type AnalogueState = Extract<InputState, { drive: unknown }>;
export type Drive = z.infer<typeof driveSchema>;

/** What an operator's test of the device found; it passed when there are no findings. */
export const selfTestSchema = z.object({
  device: z.enum(['keyboard', ...ANALOGUE_DEVICES]),
  id: z.string().max(256),
  /** Each in words, with the number that is wrong and what to do. */
  findings: z.array(z.string().max(300)).max(20),
});

export type SelfTest = z.infer<typeof selfTestSchema>;
