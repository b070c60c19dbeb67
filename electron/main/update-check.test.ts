import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { releasesUrlIn } from './releases-address.ts';
import { type Release, UpdateCheck } from './update-check.ts';
import { isNewer } from './version-order.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = 1_000_000_000_000;
const URL = 'https://releases.example/latest.json';
const page = 'https://releases.example/retrace';

/** A check, and what it has asked and said. */
function check(answer: unknown = { version: '0.2.0', page }, releasesUrl: string | null = URL) {
  let lastMs: number | null = null;
  const asked: string[] = [];
  const told: Release[] = [];
  const faults: string[] = [];
  const update = new UpdateCheck({
    releasesUrl,
    version: '0.1.0',
    fetchJson: async (url) => {
      asked.push(url);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    lastCheckMs: () => lastMs,
    onChecked: (nowMs) => {
      lastMs = nowMs;
    },
    onRelease: (release) => told.push(release),
    onFault: (text) => faults.push(text),
  });
  return { update, asked, told, faults };
}

it('asks once a day, and only while no session is on', async () => {
  const { update, asked, told } = check();
  for (const activity of ['armed', 'recording', null] as const) await update.consider(activity, NOW_MS);
  expect(asked).toEqual([]);
  await update.consider('idle', NOW_MS);
  await update.consider('idle', NOW_MS + 23 * HOUR_MS);
  expect([asked, told]).toEqual([[URL], [{ version: '0.2.0', page }]]);
  await update.consider('idle', NOW_MS + 24 * HOUR_MS);
  // The computer's date was set back.
  await update.consider('idle', NOW_MS - HOUR_MS);
  expect(asked).toHaveLength(3);
});

it('asks nobody where no packager has said whom', async () => {
  const { update, asked } = check({}, null);
  await update.consider('idle', NOW_MS);
  expect(asked).toEqual([]);
});

it.each<[string, unknown, string | null]>([
  ['the same version', { version: '0.1.0', page }, null],
  ['an older one', { version: '0.0.9', page }, null],
  ['no network', new Error('offline'), 'offline'],
  ['another shape', { tag: 'v1' }, 'version: expected string'],
  ['a page of another host', { version: '9.0.0', page: 'https://evil.example/' }, 'is not of the host'],
  ['a page without TLS', { version: '9.0.0', page: 'http://releases.example/' }, 'page: '],
])('says nothing to the operator at %s', async (_name, answer, fault) => {
  const { update, told, faults } = check(answer);
  await update.consider('idle', NOW_MS);
  expect(told).toEqual([]);
  if (fault === null) expect(faults).toEqual([]);
  else expect(faults).toEqual([expect.stringContaining(fault)]);
});

it.each([
  ['{"releases":"https://releases.example/latest.json"}', URL],
  ['{"releases":"http://releases.example/latest.json"}', null],
  ['{"releases":"file:///etc/passwd"}', null],
  ['{"name":"retrace"}', null],
])('finds the packager’s address in %s: %s', async (manifest, expected) => {
  const path = join(await tempFolder(), 'package.json');
  writeFileSync(path, manifest);
  expect(releasesUrlIn(path)).toBe(expected);
});

it.each([
  ['0.2.0', '0.1.9', true],
  ['0.1.10', '0.1.9', true],
  ['1.0.0', '0.99.99', true],
  ['0.1.9', '0.2.0', false],
  ['1.0.0', '1.0.0', false],
])('%s is newer than %s: %s', (candidate, version, expected) => {
  expect(isNewer(candidate, version)).toBe(expected);
});
