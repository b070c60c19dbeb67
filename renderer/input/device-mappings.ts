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

/** Mappings are older than the button that hands back to a policy. */
const storedMappingSchema = deviceMappingSchema.partial({ policyButton: true });
type StoredMapping = z.infer<typeof storedMappingSchema>;

const mappingsSchema = z.record(z.string(), storedMappingSchema).catch({});

/** The operator's own mappings, by device id; whatever is unreadable falls back. */
export const deviceMappingStore = createStore<{ mappings: Readonly<Record<string, StoredMapping>> }>(() => ({
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
  const usual = usualMapping(reading.device, isStandard);
  return own === undefined ? usual : { ...own, policyButton: policyButtonOf(own, usual) };
}

/** Remember the mapping for whenever this device is plugged in; null goes back to the usual one. */
export function saveMapping(id: string, mapping: DeviceMapping | null): void {
  const { [id]: _before, ...others } = deviceMappingStore.getState().mappings;
  const mappings = mapping === null ? others : { ...others, [id]: mapping };
  deviceMappingStore.setState({ mappings });
  localStorage.setItem(STORAGE_KEY, JSON.stringify(mappings));
}

function usualMapping(device: DeviceReading['device'], isStandard: boolean): DeviceMapping | null {
  if (device === 'spacemouse') return SPACEMOUSE;
  if (device === 'touch') return TOUCH_STICKS;
  return isStandard ? STANDARD_GAMEPAD : null;
}

/** Of a mapping that does not say: the layout's, unless the operator gave that button another meaning. */
function policyButtonOf(own: StoredMapping, usual: DeviceMapping | null): number | null {
  if (own.policyButton !== undefined) return own.policyButton;
  const button = usual?.policyButton ?? null;
  const taken = [...own.deadManButtons, own.gripperButton, own.primaryButton, own.secondaryButton];
  return taken.includes(button) ? null : button;
}

function load(): Record<string, StoredMapping> {
  try {
    return mappingsSchema.parse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}'));
  } catch {
    return {};
  }
}
