import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { faultOfExit, openDesktop } from './open-desktop.ts';
import { ELECTRON_MAIN } from './paths.ts';

const seat = { dataset: 'data/shirts', profile: undefined, diskReserveMb: undefined };
const { signal } = new AbortController();

beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue();
});

/** A program in the place of Electron's. */
async function program(script: string): Promise<{ program: string }> {
  const path = join(await tempFolder(), 'electron');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { program: path };
}

it.each([
  [0, 60_000, null],
  [0, 3_000, null],
  // The window that was open already has taken the dataset over.
  [3, 200, null],
  [0, 1_240, 'the desktop app ended after 1.2 s'],
  [1, 60_000, 'the desktop app ended with 1'],
  ['SIGSEGV', 60_000, 'the desktop app ended with SIGSEGV'],
] as const)('takes exit %s after %i ms as: %s', (exit, ranMs, expected) => {
  expect(faultOfExit(exit, ranMs)).toBe(expected);
});

it.each([
  ['without the runtime', async () => ({ missingBecause: 'no runtime' }), 'no runtime'],
  ['when it cannot be started', async () => ({ program: '/nonexistent/electron' }), 'ENOENT'],
  ['when it breaks', () => program('exit 7'), 'ended with 7'],
  ['when it ends at once', () => program('exit 0'), 'ended after 0.'],
])('says why there is no desktop app %s', async (_name, electron, expected) => {
  expect(await openDesktop(seat, signal, await electron())).toContain(expected);
});

it('gives the app its seat, and asks it to end', async () => {
  // The wait is in this process: a child of a shell would not hear the signal.
  const script = 'echo "$@" > "$0.part" && mv "$0.part" "$0.args"; trap "echo sealed > $0.end; exit 0" TERM';
  const electron = await program(`${script}; while true; do sleep 0.05; done`);
  const ending = new AbortController();
  const asked = { dataset: 'data/arm', profile: 'arm.json', diskReserveMb: 900 };
  const open = openDesktop(asked, ending.signal, electron);
  await expect.poll(() => existsSync(`${electron.program}.args`)).toBe(true);
  expect(readFileSync(`${electron.program}.args`, 'utf8')).toBe(
    `${ELECTRON_MAIN} --dataset ${resolve('data/arm')} --profile ${resolve('arm.json')} --disk-reserve 900\n`,
  );
  ending.abort();
  expect(await open).toBeNull();
  expect(readFileSync(`${electron.program}.end`, 'utf8')).toBe('sealed\n');
});

it('says that the simulated robot is meant where no profile is given', async () => {
  const electron = await program('echo "$@" > "$0.args"; exit 3');
  expect(await openDesktop(seat, signal, electron)).toBeNull();
  expect(readFileSync(`${electron.program}.args`, 'utf8')).toContain(' --simulated\n');
});
