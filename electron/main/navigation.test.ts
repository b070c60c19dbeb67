import { expect, it } from 'vitest';
import { mayNavigate, mayOpenExternally } from './navigation.ts';

it.each([
  ['app://bundle/index.html', true],
  ['app://bundle/index.html#/collect', true],
  ['APP://bundle/index.html', true],
  ['app://bundle.evil.example/', false],
  ['app://bundle@evil.example/', false],
  ['app://user@bundle/', false],
  ['app://bundle:8080/', false],
  ['app:bundle/index.html', false],
  ['about:blank', false],
  ['data:text/html,<p>', false],
  ['javascript:alert(1)', false],
  ['blob:app://bundle/1-2-3', false],
  ['file:///etc/passwd', false],
  ['https://bundle/', false],
  ['', false],
])('navigation to %s: %s', (target, expected) => {
  expect(mayNavigate(target)).toBe(expected);
});

it.each([
  ['https://arxiv.org/abs/2210.02343', true],
  ['https://ARXIV.org/abs/2210.02343', true],
  ['https://docs.foxglove.dev/', true],
  ['http://arxiv.org/', false],
  ['https://arxiv.org:8443/', false],
  ['https://ada:secret@arxiv.org/', false],
  ['https://arxiv.org.evil.example/', false],
  ['https://arxiv.org@evil.example/', false],
  ['https://evil.example/https://arxiv.org/', false],
  // A Cyrillic "а": it becomes another name in Punycode.
  ['https://аrxiv.org/', false],
  ['file:///usr/bin/xcalc', false],
  ['smb://evil.example/share', false],
  ['ms-msdt:/id', false],
  ['nonsense', false],
])('%s in the operator’s browser: %s', (target, expected) => {
  expect(mayOpenExternally(target)).toBe(expected);
});

it('opens the page of the packager’s own releases too', () => {
  const page = 'https://releases.example/retrace';
  expect(mayOpenExternally(page)).toBe(false);
  expect(mayOpenExternally(page, page)).toBe(true);
  expect(mayOpenExternally('https://evil.example/', page)).toBe(false);
  expect(mayOpenExternally('http://releases.example/', page)).toBe(false);
  expect(mayOpenExternally('file:///usr/bin/xcalc', 'file:///usr/bin/xcalc')).toBe(false);
});
