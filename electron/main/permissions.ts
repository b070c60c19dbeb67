import { isOwnPage } from './screens-address.ts';

/** What a page may be granted, and why. Whatever is not here is denied, whoever asks. */
const GRANTED: Readonly<Record<string, string>> = {
  hid: 'a SpaceMouse drives the robot; which devices, stands below',
  fullscreen: 'the cameras fill the screen while an operator drives',
};

/** Devices by vendor: 3Dconnexion, and Logitech, which sold the SpaceMouse before. */
const HID_VENDORS: ReadonlySet<number> = new Set([0x256f, 0x046d]);

export interface Asking {
  /** As Electron calls the permission; gamepads need none and are bound to our page by its headers. */
  permission: string;
  /** Address or origin of the page that asks. */
  requester: string;
  isMainFrame: boolean;
  /** Whether it is the window in which the robot is driven. */
  isCollectWindow: boolean;
}

/** For Electron's request handler and its check handler alike. */
export function isGranted({ permission, requester, isMainFrame, isCollectWindow }: Asking): boolean {
  return Object.hasOwn(GRANTED, permission) && isCollectWindow && isMainFrame && isOwnPage(requester);
}

export interface DeviceAsking {
  deviceType: string;
  /** The page that asks; Electron may not know it. */
  origin: string | undefined;
  vendorId: number | undefined;
}

/** Of HID devices those that drive; keyboards, security keys and all other kinds of devices stay closed. */
export function isDeviceGranted({ deviceType, origin, vendorId }: DeviceAsking): boolean {
  if (deviceType !== 'hid' || origin === undefined || vendorId === undefined) return false;
  return isOwnPage(origin) && HID_VENDORS.has(vendorId);
}

/** Of the devices that the page's filter left, the first that may be used; null when there is none. */
export function chooseHid(devices: readonly { deviceId: string; vendorId: number }[]): string | null {
  return devices.find(({ vendorId }) => HID_VENDORS.has(vendorId))?.deviceId ?? null;
}
