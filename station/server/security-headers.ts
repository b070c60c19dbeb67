/**
 * What every page of ours is served with, by the station and by the desktop app alike. The page needs no network
 * but its own station; pictures and the worker come from it too.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  /** What drives the robot is for our page and for nothing that is embedded in it; the rest is for nobody. */
  'Permissions-Policy': [
    'gamepad=(self)',
    'hid=(self)',
    'fullscreen=(self)',
    'camera=()',
    'display-capture=()',
    'geolocation=()',
    'microphone=()',
    'midi=()',
    'payment=()',
    'serial=()',
    'usb=()',
  ].join(', '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
