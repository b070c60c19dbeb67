import { expect, it } from 'vitest';
import { type Asking, chooseHid, isDeviceGranted, isGranted } from './permissions.ts';

const asking = (changed: Partial<Asking>): Asking => ({
  permission: 'hid',
  requester: 'app://bundle/',
  isMainFrame: true,
  isCollectWindow: true,
  ...changed,
});

it('grants what driving needs to the window in which the robot is driven', () => {
  expect(isGranted(asking({}))).toBe(true);
  expect(isGranted(asking({ permission: 'fullscreen' }))).toBe(true);
  expect(isGranted(asking({ isCollectWindow: false }))).toBe(false);
  expect(isGranted(asking({ isMainFrame: false }))).toBe(false);
  expect(isGranted(asking({ requester: 'https://evil.example/' }))).toBe(false);
});

it.each([
  'media',
  'geolocation',
  'notifications',
  'clipboard-read',
  'fileSystem',
  'display-capture',
  'openExternal',
  'usb',
  'serial',
  'midi',
  'pointerLock',
  'unknown',
  // What every object has is no permission.
  'toString',
  '__proto__',
])('denies %s', (permission) => {
  expect(isGranted(asking({ permission }))).toBe(false);
});

it('opens a SpaceMouse and no other device', () => {
  const device = { deviceType: 'hid', origin: 'app://bundle', vendorId: 0x256f };
  expect(isDeviceGranted(device)).toBe(true);
  expect(isDeviceGranted({ ...device, deviceType: 'usb' })).toBe(false);
  expect(isDeviceGranted({ ...device, deviceType: 'serial' })).toBe(false);
  expect(isDeviceGranted({ ...device, origin: undefined })).toBe(false);
  expect(isDeviceGranted({ ...device, origin: 'https://evil.example' })).toBe(false);
  // A security key.
  expect(isDeviceGranted({ ...device, vendorId: 0x1050 })).toBe(false);
  expect(isDeviceGranted({ ...device, vendorId: undefined })).toBe(false);
});

it('chooses the first device that drives', () => {
  const key = { deviceId: 'key', vendorId: 0x1050 };
  expect(chooseHid([key, { deviceId: 'mouse', vendorId: 0x256f }])).toBe('mouse');
  expect(chooseHid([key])).toBeNull();
});
