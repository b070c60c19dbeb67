import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Configuration } from 'electron-builder';
import { beforeAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface BuilderConfig {
  getConfig(projectDir: string, configPath: string, options: null): Promise<Configuration>;
  /** Checks against electron-builder's own JSON schema. */
  validateConfiguration(config: Configuration, log: { isEnabled: boolean }): Promise<void>;
}

/** As electron-builder reads and checks its configuration before it builds. */
const builder: BuilderConfig = createRequire(
  createRequire(import.meta.url).resolve('electron-builder/package.json'),
)(['app-builder-lib', 'out/util/config/config.js'].join('/'));

let config: Configuration;

beforeAll(async () => {
  config = await builder.getConfig(ROOT, 'electron-builder.yml', null);
});

// Compiling the schema takes a few seconds on a busy machine.
it('is what electron-builder’s schema allows', { timeout: 60_000 }, async () => {
  await builder.validateConfiguration(config, { isEnabled: false });
  await expect(
    builder.validateConfiguration({ ...config, nsis: { oneClic: true } } as Configuration, {
      isEnabled: false,
    }),
  ).rejects.toThrow(/configuration\.nsis should be one of these/);
});

it('closes every door of Electron’s program that an app does not need', () => {
  expect(config.electronFuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
  });
  expect(config.asar).toBe(true);
  expect(config.disableAsarIntegrity).toBeUndefined();
});

it('packs the Electron that is developed with, for the three systems', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(config.electronVersion).toBe(devDependencies.electron);
  expect([config.linux?.target, config.mac?.target, config.win?.target]).toEqual([
    ['AppImage', 'deb'],
    'dmg',
    'nsis',
  ]);
});

it('has icons of the sizes that they say', () => {
  const widthPx = (path: string): number =>
    readFileSync(join(ROOT, 'electron/resources', path)).readUInt32BE(16);
  for (const sizePx of [16, 32, 48, 64, 128, 256, 512]) {
    expect(widthPx(`icons/${sizePx}x${sizePx}.png`)).toBe(sizePx);
  }
  expect(widthPx('icon.png')).toBe(1024);
  expect(existsSync(join(ROOT, config.directories!.buildResources!, config.mac!.icon as string))).toBe(true);
});
