import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { tempFolder } from '../test/builders/temp-dataset.ts';
import { SIMULATED_PROFILE } from './cli/paths.ts';
import { RobotModel } from './robot-model.ts';
import { readProfile } from './seat.ts';

let folder: string;
let model: RobotModel;

beforeEach(async () => {
  folder = await tempFolder();
  await mkdir(join(folder, 'arm/meshes'), { recursive: true });
  await writeFile(join(folder, 'secret.stl'), 'secret');
  await writeFile(join(folder, 'arm/arm.urdf'), '<robot name="arm"><link name="hand"/></robot>');
  await writeFile(join(folder, 'arm/meshes/notes.txt'), 'notes');
  await writeFile(join(folder, 'arm/meshes/hand.stl'), 'hand');
  await symlink(join(folder, 'secret.stl'), join(folder, 'arm/meshes/link.stl'));
  await symlink(folder, join(folder, 'arm/up'));
  model = new RobotModel({ file: 'arm/arm.urdf', gripperLink: 'hand' }, join(folder, 'mine.json'));
});

it('gives the URDF as it is now, and what moves it', async () => {
  const text = '<robot name="other"/>';
  await writeFile(join(folder, 'arm/arm.urdf'), text);
  expect(await model.view()).toEqual({ text, joints: null, gripperLink: 'hand' });
});

it('gives a mesh in pieces', async () => {
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
  await writeFile(join(folder, 'arm/meshes/hand.stl'), bytes);
  const first = await model.mesh('meshes/hand.stl', 0);
  expect(first.sizeBytes).toBe(200_000);
  const start = Buffer.from(first.base64, 'base64');
  const rest = Buffer.from((await model.mesh('meshes/hand.stl', start.byteLength)).base64, 'base64');
  expect(Buffer.concat([start, rest]).equals(bytes)).toBe(true);
});

it.each([
  'meshes/../../secret.stl',
  '../secret.stl',
  '/etc/passwd.stl',
  'file:///etc/passwd.stl',
  'meshes\\..\\..\\secret.stl',
  'meshes/link.stl',
  'up/secret.stl',
  'meshes/notes.txt',
  'arm.urdf',
  'meshes/none.stl',
])('gives nothing at %s', async (path) => {
  await expect(model.mesh(path, 0)).rejects.toThrow(`below the URDF's folder, found none at "${path}"`);
});

it('refuses a mesh that would hold up the screens', async () => {
  await writeFile(join(folder, 'arm/meshes/hand.stl'), Buffer.alloc(33 * 1024 * 1024));
  await expect(model.mesh('meshes/hand.stl', 0)).rejects.toThrow('expected a mesh of at most 33554432 bytes');
});

it.each([
  ['is not there', null, 'urdf.file: the model cannot be read: ENOENT'],
  ['is no URDF', '{}', 'urdf.file: expected XML with a <robot>'],
])('is found wanting with its profile where the file %s', async (_name, text, message) => {
  const profile = {
    ...(await readProfile(SIMULATED_PROFILE)),
    urdf: { file: 'my.urdf', gripperLink: 'hand' },
  };
  await writeFile(join(folder, 'mine.json'), JSON.stringify(profile));
  if (text !== null) await writeFile(join(folder, 'my.urdf'), text);
  await expect(readProfile(join(folder, 'mine.json'))).rejects.toThrow(message);
});
