import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { EPISODE_CHECKS, PEER_CHECKS } from './all-checks.ts';
import { riskOf } from './risk.ts';

test('docs/checks.md has every check, in the order in which they run', async () => {
  const page = await readFile(new URL('../../docs/checks.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual([...EPISODE_CHECKS, ...PEER_CHECKS].map(({ name }) => name));
});

const error = (code: string) => ({ code, severity: 'error' }) as const;
const warning = (code: string) => ({ code, severity: 'warning' }) as const;
const info = (code: string) => ({ code, severity: 'info' }) as const;

test.each([
  ['nothing', [], 0],
  ['an error', [error('a')], 50],
  ['an error that was found twice', [error('a'), error('a')], 50],
  ['two errors', [error('a'), error('b')], 75],
  ['the worst of one code', [info('a'), warning('a')], 20],
  ['one of each', [error('a'), warning('b'), info('c')], 62],
])('risk of %s', (_name, findings, risk) => {
  expect(riskOf(findings)).toBe(risk);
});
