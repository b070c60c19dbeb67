import type { DeviceReading } from './mapping.ts';

export interface GamepadReading {
  reading: DeviceReading;
  /** The browser knows which stick is which. */
  isStandard: boolean;
}

/** The gamepads that the browser lets this page see: each from its first button press on. */
export function readGamepads(): GamepadReading[] {
  return navigator
    .getGamepads()
    .filter((gamepad) => gamepad !== null)
    .map(({ id, mapping, axes, buttons }) => ({
      reading: { device: 'gamepad', id, axes: [...axes], buttons: buttons.map(({ value }) => value) },
      isStandard: mapping === 'standard',
    }));
}
