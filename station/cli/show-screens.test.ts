import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { faultOfExit, showScreens } from './show-screens.ts';

const ADDRESS = 'http://127.0.0.1:8720/?token=abc';

let log: MockInstance<typeof console.log>;
let closing: AbortController;

beforeEach(() => {
  log = vi.spyOn(console, 'log').mockReturnValue();
  closing = new AbortController();
});

afterEach(() => {
  closing.abort();
  vi.restoreAllMocks();
});

/** A program in the place of Electron's. */
async function program(script: string): Promise<string> {
  const path = join(await tempFolder(), 'electron');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

const printed = (): string => log.mock.calls.flat().join('\n');

it.each([
  [0, 60_000, null],
  [0, 3_000, null],
  [0, 1_240, 'the desktop app ended after 1.2 s'],
  [1, 60_000, 'the desktop app ended with 1'],
  ['SIGSEGV', 60_000, 'the desktop app ended with SIGSEGV'],
] as const)('takes exit %s after %i ms as: %s', (exit, ranMs, expected) => {
  expect(faultOfExit(exit, ranMs)).toBe(expected);
});

describe('the station stays, and says where its screens are,', () => {
  it.each([
    ['without the runtime', async () => ({ missingBecause: 'no runtime' }), '(no runtime)'],
    ['when it cannot be started', async () => ({ program: '/nonexistent/electron' }), 'ENOENT'],
    ['when it breaks', async () => ({ program: await program('exit 7') }), 'ended with 7'],
    ['when it ends at once', async () => ({ program: await program('exit 0') }), 'ended after 0.'],
  ])('%s', async (_name, electron, expected) => {
    const onEnd = vi.fn();
    void showScreens(ADDRESS, closing.signal, await electron()).then(onEnd);
    await expect.poll(printed).toContain(`Open ${ADDRESS}`);
    expect(printed()).toContain(expected);
    expect(onEnd).not.toHaveBeenCalled();
    closing.abort();
    await expect.poll(() => onEnd.mock.calls.length).toBe(1);
  });
});

it('gives the window its address, and closes it when the station ends', async () => {
  const path = await program(
    'printf %s "$RETRACE_ADDRESS" > "$0.part" && mv "$0.part" "$0.address"; exec sleep 60',
  );
  const shown = showScreens(ADDRESS, closing.signal, { program: path });
  await expect.poll(() => existsSync(`${path}.address`)).toBe(true);
  expect(readFileSync(`${path}.address`, 'utf8')).toBe(ADDRESS);
  closing.abort();
  await shown;
  expect(printed()).not.toContain('browser');
});
