import { expect, it } from 'vitest';
import { mayNavigate, profileFolder, stationAddress } from './window-policy.ts';

const own = 'http://127.0.0.1:8720/?token=abc';

it.each([
  ['http://127.0.0.1:8720/', true],
  ['http://127.0.0.1:8720/#episodes', true],
  ['http://127.0.0.1:9999/', false],
  ['https://127.0.0.1:8720/', false],
  ['http://127.0.0.1:8720.evil.example/', false],
  ['http://127.0.0.1:8720@evil.example/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['nonsense', false],
])('navigation to %s: %s', (target, expected) => {
  expect(mayNavigate(target, own)).toBe(expected);
});

it('takes the address of this computer and no other', () => {
  expect(stationAddress(own)).toBe(own);
  for (const wrong of [undefined, '', 'http://evil.example/', 'https://127.0.0.1:8720/', 'file:///x']) {
    expect(() => stationAddress(wrong)).toThrow('RETRACE_ADDRESS: expected an address');
  }
});

it('gives each station on this computer a profile of its own, the same at each start', () => {
  const folder = (port: number, token: string) =>
    profileFolder('/home/ada/.config', `http://127.0.0.1:${port}/?token=${token}`);
  expect(folder(8720, 'abc')).toBe('/home/ada/.config/Retrace/port-8720');
  expect(folder(8720, 'later')).toBe(folder(8720, 'abc'));
  expect(folder(8721, 'abc')).not.toBe(folder(8720, 'abc'));
});
