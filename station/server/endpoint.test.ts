import { expect, it } from 'vitest';
import { checkEndpoint, namesForOthers, namesOf } from './endpoint.ts';

const tls = { cert: Buffer.from(''), key: Buffer.from('') };

it('serves other machines over TLS, or when somebody said that it need not be', () => {
  const check = (host: string, isTls: boolean, isPlainAllowed: boolean) => () =>
    checkEndpoint({ host, port: 0, tls: isTls ? tls : null }, isPlainAllowed);
  for (const host of ['0.0.0.0', '192.168.1.5', '::', '127.0.0.1.evil.example']) {
    expect(check(host, false, false)).toThrow('over TLS');
    expect(check(host, true, false)).not.toThrow();
    expect(check(host, false, true)).not.toThrow();
  }
  expect(check('127.0.0.1', false, false)).not.toThrow();
});

it('answers under the names of this computer that it serves', () => {
  expect(namesOf({ host: '127.0.0.1' })).toEqual(['127.0.0.1', 'localhost']);
  expect(namesOf({ host: '192.168.1.5' })).toEqual(['127.0.0.1', 'localhost', '192.168.1.5']);
  expect(namesOf({ host: '0.0.0.0' })).toEqual(expect.arrayContaining(['127.0.0.1']));
  expect(namesOf({ host: '0.0.0.0' })).not.toContain('0.0.0.0');
  expect(namesForOthers({ host: 'localhost' })).toEqual([]);
  expect(namesForOthers({ host: '192.168.1.5' })).toEqual(['192.168.1.5']);
});

it('has names as a browser writes them', () => {
  for (const [host, name] of [
    ['Lab-PC', 'lab-pc'],
    ['2001:DB8:0:0::5', '[2001:db8::5]'],
    ['::1', '[::1]'],
  ] as const) {
    expect(namesOf({ host })).toEqual(['127.0.0.1', 'localhost', name]);
    expect(namesForOthers({ host })).toEqual([name]);
  }
  const all = namesOf({ host: '::' });
  expect(all).toEqual(expect.arrayContaining([...namesOf({ host: '0.0.0.0' })]));
  expect(all).not.toContain('[::]');
});
