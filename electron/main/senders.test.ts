import { expect, it } from 'vitest';
import { isTrustedSender } from './senders.ts';

it('hears the page of the window and nobody else', () => {
  const url = 'app://bundle/index.html#/collect';
  expect(isTrustedSender({ url, parent: null })).toBe(true);
  expect(isTrustedSender({ url, parent: {} })).toBe(false);
  expect(isTrustedSender({ url: 'https://evil.example/', parent: null })).toBe(false);
  expect(isTrustedSender({ url: 'app://bundle.evil.example/', parent: null })).toBe(false);
  expect(isTrustedSender({ url: 'about:blank', parent: null })).toBe(false);
  expect(isTrustedSender({ url: '', parent: null })).toBe(false);
  expect(isTrustedSender(null)).toBe(false);
});
