import { isOwnPage } from './screens-address.ts';

/** What a page may be granted, and why. Whatever is not here is denied, whoever asks. */
const GRANTED: Readonly<Record<string, string>> = {
  hid: 'a SpaceMouse drives the robot; which devices, stands below',
  fullscreen: 'the cameras fill the screen while an operator drives',
};

const CONNEXION = 0x256f;
/** It sold the SpaceMouse before, and sells keyboards: of its devices those of the old 3Dconnexion range alone. */
const LOGITECH = 0x046d;

export interface HidDevice {
  vendorId: number;
  productId: number;
}

function isSpaceMouse({ vendorId, productId }: HidDevice): boolean {
  return vendorId === CONNEXION || (vendorId === LOGITECH && productId >= 0xc600 && productId <= 0xc6ff);
}

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
  /** Null where the system has no numbers for it, as for a serial port. */
  device: HidDevice | null;
}

/** Of HID devices those that drive; keyboards, security keys and all other kinds of devices stay closed. */
export function isDeviceGranted({ deviceType, origin, device }: DeviceAsking): boolean {
  if (deviceType !== 'hid' || origin === undefined || device === null) return false;
  return isOwnPage(origin) && isSpaceMouse(device);
}

/**
 * Of the devices that the page's filter left, the first that may be used; null when there is none, and for whoever is
 * not the window in which the robot is driven.
 */
export function chooseHid(
  devices: readonly (HidDevice & { deviceId: string })[],
  isCollectWindow: boolean,
): string | null {
  return isCollectWindow ? (devices.find(isSpaceMouse)?.deviceId ?? null) : null;
}
