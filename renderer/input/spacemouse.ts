import type { DeviceReading } from './mapping.ts';

/** Logitech's number, under which the older models are sold, and 3Dconnexion's own. */
const VENDORS = [0x046d, 0x256f];
/** USB HID usage tables 1.5, Generic Desktop page: multi-axis controller. */
const MULTI_AXIS = { usagePage: 0x01, usage: 0x08 };
/** The cap's stop, in the device's counts. */
const FULL_COUNTS = 350;
const BUTTONS = 16;

/** Counts per axis: x right, y towards the user, z down, and the turns about them. */
export interface SpaceMouseState {
  axes: readonly number[];
  buttons: readonly number[];
}

export const SPACEMOUSE_AT_REST: SpaceMouseState = {
  axes: [0, 0, 0, 0, 0, 0],
  buttons: Array(BUTTONS).fill(0),
};

/**
 * The state after one HID input report. Report 1 has the three translations as little-endian int16, report 2 the
 * three turns; newer receivers send all six in report 1. Report 3 has the buttons as bits. Others, such as the
 * battery's, and reports that are too short change nothing.
 */
export function reduceReport(state: SpaceMouseState, reportId: number, data: DataView): SpaceMouseState {
  if (reportId === 1 && data.byteLength >= 12) return { ...state, axes: counts(data, 6) };
  if (reportId === 1 && data.byteLength >= 6) {
    return { ...state, axes: [...counts(data, 3), ...state.axes.slice(3)] };
  }
  if (reportId === 2 && data.byteLength >= 6) {
    return { ...state, axes: [...state.axes.slice(0, 3), ...counts(data, 3)] };
  }
  if (reportId === 3 && data.byteLength >= 1) {
    const isSet = (bit: number): boolean =>
      bit >> 3 < data.byteLength && ((data.getUint8(bit >> 3) >> (bit & 7)) & 1) === 1;
    return { ...state, buttons: Array.from({ length: BUTTONS }, (_, bit) => Number(isSet(bit))) };
  }
  return state;
}

function counts(data: DataView, length: number): number[] {
  return Array.from({ length }, (_, i) => {
    const share = data.getInt16(2 * i, true) / FULL_COUNTS;
    return Math.max(-1, Math.min(1, share));
  });
}

/** A SpaceMouse over WebHID, which Chromium has: asked for once, opened by itself from then on. */
export class SpaceMouse {
  #device: HIDDevice | null = null;
  #state = SPACEMOUSE_AT_REST;

  static get isSupported(): boolean {
    return 'hid' in navigator;
  }

  /** Open the one that the operator has allowed before, now and whenever it is plugged in. */
  async watch(): Promise<void> {
    if (!SpaceMouse.isSupported) return;
    navigator.hid.addEventListener('connect', ({ device }) => void this.#open([device]));
    navigator.hid.addEventListener('disconnect', ({ device }) => {
      if (device === this.#device) this.#device = null;
    });
    await this.#open(await navigator.hid.getDevices());
  }

  /** Let the operator choose one; a browser allows that only while a button is being pressed. */
  async ask(): Promise<void> {
    const filters = VENDORS.map((vendorId) => ({ vendorId, ...MULTI_AXIS }));
    await this.#open(await navigator.hid.requestDevice({ filters }));
  }

  read(): DeviceReading | null {
    if (this.#device === null) return null;
    const { axes, buttons } = this.#state;
    return { device: 'spacemouse', id: this.#device.productName, axes, buttons };
  }

  async #open(devices: readonly HIDDevice[]): Promise<void> {
    const device = devices.find(({ vendorId }) => VENDORS.includes(vendorId));
    if (device === undefined || this.#device !== null) return;
    if (!device.opened) await device.open();
    this.#state = SPACEMOUSE_AT_REST;
    device.addEventListener('inputreport', ({ reportId, data }) => {
      this.#state = reduceReport(this.#state, reportId, data);
    });
    this.#device = device;
  }
}
