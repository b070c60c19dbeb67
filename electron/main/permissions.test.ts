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
  const asked = {
    deviceType: 'hid',
    origin: 'app://bundle',
    device: { vendorId: 0x256f, productId: 0xc62e },
  };
  expect(isDeviceGranted(asked)).toBe(true);
  expect(isDeviceGranted({ ...asked, deviceType: 'usb' })).toBe(false);
  expect(isDeviceGranted({ ...asked, deviceType: 'serial' })).toBe(false);
  expect(isDeviceGranted({ ...asked, origin: undefined })).toBe(false);
  expect(isDeviceGranted({ ...asked, origin: 'https://evil.example' })).toBe(false);
  expect(isDeviceGranted({ ...asked, device: null })).toBe(false);
  const of = (vendorId: number, productId: number): boolean =>
    isDeviceGranted({ ...asked, device: { vendorId, productId } });
  // Logitech's SpaceNavigator, and its receiver of keyboards.
  expect([of(0x046d, 0xc626), of(0x046d, 0xc52b)]).toEqual([true, false]);
  // A security key.
  expect(of(0x1050, 0x0407)).toBe(false);
});

it('chooses the first device that drives, for the window in which the robot is driven', () => {
  const key = { deviceId: 'key', vendorId: 0x1050, productId: 0x0407 };
  const mouse = { deviceId: 'mouse', vendorId: 0x256f, productId: 0xc62e };
  expect(chooseHid([key, mouse], true)).toBe('mouse');
  expect(chooseHid([key, mouse], false)).toBeNull();
  expect(chooseHid([key], true)).toBeNull();
});
