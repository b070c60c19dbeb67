import { expect, it } from 'vitest';
import { isOwnHost } from './http.ts';

const NAMES = ['127.0.0.1', 'lab-pc', '[2001:db8::5]'];

it.each([
  ['http', 8080, 'lab-pc:8080'],
  ['http', 8080, 'Lab-PC:8080'],
  ['http', 8080, '[2001:db8::5]:8080'],
  ['http', 80, 'lab-pc'],
  ['http', 80, 'lab-pc:80'],
  ['https', 443, 'lab-pc'],
  ['https', 443, '[2001:db8::5]'],
] as const)('answers over %s at port %i as %s', (scheme, port, host) => {
  expect(isOwnHost({ headers: { host } }, scheme, NAMES, port)).toBe(true);
});

it.each([
  ['http', 8080, undefined],
  ['http', 8080, ''],
  ['http', 8080, 'lab-pc'],
  ['http', 8080, 'lab-pc:80'],
  ['http', 8080, '2001:db8::5:8080'],
  ['http', 443, 'lab-pc'],
  ['https', 80, 'lab-pc'],
  ['https', 443, 'lab-pc:80'],
  ['https', 443, 'evil.example'],
  ['https', 443, 'lab-pc.evil.example'],
  ['https', 443, 'evil@lab-pc'],
  ['https', 443, 'lab-pc.'],
] as const)('does not answer over %s at port %i as %s', (scheme, port, host) => {
  expect(isOwnHost({ headers: { host } }, scheme, NAMES, port)).toBe(false);
});
