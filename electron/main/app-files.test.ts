import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { resolveAppFile } from './app-files.ts';

let root: string;

beforeEach(async () => {
  const folder = await tempFolder();
  root = join(folder, 'renderer');
  await mkdir(join(root, 'assets/folder.js'), { recursive: true });
  await mkdir(join(folder, 'renderer-secret'));
  await writeFile(join(folder, 'secret.js'), 'secret');
  await writeFile(join(folder, 'renderer-secret/secret.js'), 'secret');
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'assets/main-Cx_9.js'), '');
  await writeFile(join(root, 'assets/notes.txt'), '');
  await writeFile(join(root, 'assets/.hidden.js'), '');
  await symlink(join(folder, 'secret.js'), join(root, 'assets/out.js'));
  await symlink(folder, join(root, 'assets/up'));
  await symlink(join(root, 'index.html'), join(root, 'assets/within.html'));
});

it.each([
  ['app://bundle/index.html', 'index.html', 'text/html; charset=utf-8'],
  ['app://bundle/index.html?token=1#/collect', 'index.html', 'text/html; charset=utf-8'],
  ['app://bundle/assets/main-Cx_9.js', 'assets/main-Cx_9.js', 'text/javascript; charset=utf-8'],
  // A link that stays inside is only another name.
  ['app://bundle/assets/within.html', 'index.html', 'text/html; charset=utf-8'],
  // The parser of addresses has taken the dots out before anybody looks.
  ['app://bundle/assets/../index.html', 'index.html', 'text/html; charset=utf-8'],
])('finds %s', async (address, path, contentType) => {
  expect(await resolveAppFile(root, address)).toEqual({ path: join(root, path), contentType });
});

it.each([
  'app://bundle/../secret.js',
  'app://bundle/..%2fsecret.js',
  'app://bundle/%2e%2e/secret.js',
  'app://bundle/%2e%2e%2fsecret.js',
  'app://bundle/%252e%252e%252fsecret.js',
  'app://bundle/..%5csecret.js',
  'app://bundle/..\\secret.js',
  'app://bundle/../renderer-secret/secret.js',
  'app://bundle/assets/..;/..;/secret.js',
  // Characters that some file systems and parsers take for dots and slashes: fullwidth, one-dot leader, overlong.
  'app://bundle/．．/secret.js',
  'app://bundle/..／secret.js',
  'app://bundle/․․/secret.js',
  'app://bundle/..%c0%afsecret.js',
  'app://bundle/..%ef%bc%8fsecret.js',
  'app://bundle/assets/main-Cx_9.js\u202e',
  'app://bundle/assets/main-Cx_9.js%00.html',
  'app://bundle/assets/out.js',
  'app://bundle/assets/up/secret.js',
  'app://bundle/assets/.hidden.js',
  'app://bundle/assets/notes.txt',
  'app://bundle/assets/folder.js',
  'app://bundle/assets/',
  'app://bundle/',
  'app://bundle//etc/hosts.js',
  'app://bundle/C:/Windows/x.js',
  'app://bundle/index.html::$DATA',
  'app://bundle/missing.js',
  'app://elsewhere/index.html',
  'app://bundle@elsewhere/index.html',
  'file:///etc/hosts.js',
  'nonsense',
])('finds nothing at %s', async (address) => {
  expect(await resolveAppFile(root, address)).toBeNull();
});
