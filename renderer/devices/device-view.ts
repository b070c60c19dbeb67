import { DRIVE_AXES, type Drive, type DriveAxis } from '../../core/contract/input.ts';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { mappingOf } from '../input/device-mappings.ts';
import { readGamepads } from '../input/gamepads.ts';
import { applyMapping, type DeviceMapping, type DeviceReading } from '../input/mapping.ts';
import type { SpaceMouse } from '../input/spacemouse.ts';
import type { KeyboardReader } from './keyboard-reader.ts';
import type { TestSample } from './self-test.ts';

/** A device that can be looked at, mapped and tried, whether or not it drives now. */
export interface DeviceView {
  device: DeviceReading['device'];
  id: string;
  isStandard: boolean;
}

export function seenDevices(spaceMouse: SpaceMouse): DeviceView[] {
  const gamepads = readGamepads().map(({ reading, isStandard }) => ({
    device: reading.device,
    id: reading.id,
    isStandard,
  }));
  const mouse = spaceMouse.read();
  return mouse === null ? gamepads : [...gamepads, { device: mouse.device, id: mouse.id, isStandard: true }];
}

/** What it says now; null when it is gone. */
export function readDevice({ device, id }: DeviceView, spaceMouse: SpaceMouse): DeviceReading | null {
  if (device === 'spacemouse') return spaceMouse.read();
  return readGamepads().find(({ reading }) => reading.id === id)?.reading ?? null;
}

/** What the device means now; null while it is gone, or nobody has said what its sticks are. */
export function readDrive(view: DeviceView, spaceMouse: SpaceMouse): Drive | null {
  const reading = readDevice(view, spaceMouse);
  const mapping = mappingOf(view, view.isStandard);
  return reading === null || mapping === null ? null : applyMapping(reading, mapping);
}

/** One look for the self-test. A pedal counts as the dead-man, as it does when driving. */
export function sampleOf(
  reading: DeviceReading,
  mapping: DeviceMapping,
  keyboard: KeyboardReader,
): TestSample {
  const { axes, isDeadManHeld } = applyMapping(reading, mapping);
  const raw = Object.entries(mapping.axes).map(([axis, { source }]) => [axis, reading.axes[source] ?? 0]);
  return {
    axes,
    raw: Object.fromEntries(raw) as TestSample['raw'],
    isDeadManHeld: isDeadManHeld || keyboard.read().isDeadManHeld,
  };
}

/** What this robot can be driven in, in the order of the screens. */
export function drivableAxes(action: Snapshot['robot']['action']): DriveAxis[] {
  return DRIVE_AXES.filter((axis) => action.some((value) => value.axis === axis));
}
