import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const [, table] = /## Threats\n+\|.*\n\|.*\n((?:\|.*\n)+)/.exec(page)!;

it.each(table!.trim().split('\n'))('has the tests that it names: %s', (line) => {
  const tests = [
    ...line
      .split('|')
      .at(-2)!
      .matchAll(/`([^`]+)`/g),
  ].map(([, path]) => path!);
  expect(tests.length).toBeGreaterThan(0);
  for (const path of tests) {
    expect(path).toMatch(/\.test\.ts$/);
    expect(existsSync(join(ROOT, path)), path).toBe(true);
  }
});
