import { expect, it } from 'vitest';
import { SECURITY_HEADERS } from './security-headers.ts';

const policy = new Map(
  SECURITY_HEADERS['Content-Security-Policy']!.split('; ').map((line) => {
    const [name, ...sources] = line.split(' ');
    return [name!, sources];
  }),
);

it('lets a page load its own scripts and nothing else, and be framed by nobody', () => {
  expect(policy.get('default-src')).toEqual(["'none'"]);
  expect(policy.get('script-src')).toEqual(["'self'"]);
  expect(policy.get('connect-src')).toEqual(["'self'"]);
  for (const closed of ['base-uri', 'form-action', 'frame-ancestors']) {
    expect(policy.get(closed), closed).toEqual(["'none'"]);
  }
  // What runs code out of texts or of somewhere else; pictures alone may be made by the page.
  for (const [name, sources] of policy) {
    expect(sources.join(' '), name).not.toMatch(/unsafe|\*|https?:|wss?:/);
    if (name !== 'img-src') expect(sources.join(' '), name).not.toMatch(/data:|blob:/);
  }
});

it('gives the page what drives, and no other device', () => {
  const permissions = SECURITY_HEADERS['Permissions-Policy']!.split(', ');
  expect(permissions.filter((line) => line.endsWith('=(self)')).sort()).toEqual([
    'fullscreen=(self)',
    'gamepad=(self)',
    'hid=(self)',
  ]);
  expect(permissions.filter((line) => line.endsWith('=()'))).toHaveLength(permissions.length - 3);
});

it('keeps the page apart from others', () => {
  expect(SECURITY_HEADERS).toMatchObject({
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
});
