import { z } from 'zod';

/**
 * The shoulder buttons LB and RB, either of them the dead-man. Indices of the "standard gamepad" mapping of the
 * W3C Gamepad specification, https://www.w3.org/TR/gamepad/#remapping.
 */
export const GAMEPAD_DEAD_MAN_BUTTONS = [4, 5] as const;

/**
 * The raw state of the operator's device, sent by a screen at each change and at least every 100 ms while
 * a dead-man is held. The station turns it into commands; a screen never does.
 */
export const inputStateSchema = z.discriminatedUnion('device', [
  z.object({
    device: z.literal('keyboard'),
    /** Physical keys that are down, as `KeyboardEvent.code`, so that layouts do not matter. */
    pressedCodes: z.array(z.string().max(32)).max(32),
    /** The operator chose in settings that a tap on the dead-man key holds it until the next tap. */
    isDeadManLatched: z.boolean(),
  }),
  z.object({
    device: z.literal('gamepad'),
    id: z.string().max(256),
    /** Standard mapping of the Gamepad API: left x, left y, right x, right y, each −1 … 1. */
    axes: z.array(z.number().min(-1.001).max(1.001)).max(32),
    /** Standard mapping; 0 … 1 each. */
    buttons: z.array(z.number().min(0).max(1)).max(64),
  }),
  /** The screen lost focus, was hidden or has no device: nothing is held. */
  z.object({ device: z.literal('none') }),
]);

export type InputState = z.infer<typeof inputStateSchema>;
