import { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import {
  type DeviceMapping,
  type DeviceReading,
  deviceMappingSchema,
  SPACEMOUSE,
  STANDARD_GAMEPAD,
  TOUCH_STICKS,
} from './mapping.ts';

const STORAGE_KEY = 'retrace.devices';

const mappingsSchema = z.record(z.string(), deviceMappingSchema).catch({});

/** The operator's own mappings, by device id; whatever is unreadable falls back. */
export const deviceMappingStore = createStore<{ mappings: Readonly<Record<string, DeviceMapping>> }>(() => ({
  mappings: load(),
}));

/**
 * How this device is read; null for a gamepad that nobody has mapped and whose layout the browser does not know:
 * a guess could move the robot the wrong way.
 */
export function mappingOf(
  reading: Pick<DeviceReading, 'device' | 'id'>,
  isStandard: boolean,
): DeviceMapping | null {
  const own = deviceMappingStore.getState().mappings[reading.id];
  if (own !== undefined) return own;
  if (reading.device === 'spacemouse') return SPACEMOUSE;
  if (reading.device === 'touch') return TOUCH_STICKS;
  return isStandard ? STANDARD_GAMEPAD : null;
}

/** Remember the mapping for whenever this device is plugged in; null goes back to the usual one. */
export function saveMapping(id: string, mapping: DeviceMapping | null): void {
  const { [id]: _before, ...others } = deviceMappingStore.getState().mappings;
  const mappings = mapping === null ? others : { ...others, [id]: mapping };
  deviceMappingStore.setState({ mappings });
  localStorage.setItem(STORAGE_KEY, JSON.stringify(mappings));
}

function load(): Record<string, DeviceMapping> {
  try {
    return mappingsSchema.parse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}'));
  } catch {
    return {};
  }
}
