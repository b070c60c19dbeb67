import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findElectron } from './electron-runtime.ts';
import { PACKAGE_ROOT } from './paths.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'retrace-electron-'));
  mkdirSync(join(root, 'node_modules/electron/dist'), { recursive: true });
});

afterEach(() => {
  rmSync(root, { recursive: true });
  vi.restoreAllMocks();
});

const withDisplay = { DISPLAY: ':0' };

it('says so, and how to get it, when the runtime was never downloaded', () => {
  expect(findElectron(withDisplay, root)).toEqual({
    missingBecause: 'Electron’s runtime is not installed; "npx install-electron" fetches it',
  });
});

it('finds the downloaded runtime and the one that the environment names', () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  const downloaded = join(root, 'node_modules/electron/dist/electron-program');
  writeFileSync(downloaded, '');
  writeFileSync(join(root, 'node_modules/electron/path.txt'), 'electron-program');
  expect(findElectron(withDisplay, root)).toEqual({ program: downloaded });
  const named = join(root, 'electron-program');
  writeFileSync(named, '');
  expect(findElectron({ ...withDisplay, ELECTRON_OVERRIDE_DIST_PATH: root }, root)).toEqual({
    program: named,
  });
});

it('falls back without a display, and as root', () => {
  writeFileSync(join(root, 'node_modules/electron/dist/electron'), '');
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  expect(findElectron(withDisplay, root)).toEqual({ missingBecause: 'the desktop app does not run as root' });
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
  expect(findElectron({}, root)).toEqual({ missingBecause: 'there is no display' });
});

it('names a command that the package brings', () => {
  const manifest = readFileSync(join(PACKAGE_ROOT, 'node_modules/electron/package.json'), 'utf8');
  expect(JSON.parse(manifest).bin).toHaveProperty('install-electron');
});
