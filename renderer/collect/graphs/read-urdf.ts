import { type Light, LoadingManager, type Material, Mesh, type Object3D } from 'three';
import { ColladaLoader } from 'three/addons/loaders/ColladaLoader.js';
import { STLLoader } from 'three/addons/loaders/STLLoader.js';
import URDFLoader, { type URDFRobot } from 'urdf-loader';
import { AppError, messageOf } from '../../../core/errors.ts';

/** In place of every texture: models are served without pictures. */
const WHITE_PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';

/**
 * @param readMesh by its path below the URDF's folder, where packages are folders too
 * @throws AppError `invalid-input` for what is no URDF; and as `readMesh`
 */
export async function readUrdf(
  text: string,
  readMesh: (path: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<URDFRobot> {
  const manager = new LoadingManager();
  manager.setURLModifier(() => WHITE_PIXEL);
  const loader = new URDFLoader(manager);
  loader.packages = (name) => name;
  const wanted: (() => Promise<void>)[] = [];
  loader.loadMeshCb = (path, _manager, material, done) => {
    wanted.push(async () => done(meshOf(path, await readMesh(path.replace(/^\.\//, '')), material, manager)));
  };
  const robot = parse(loader, text);
  // One after the other: the station has more urgent things to send.
  for (const load of wanted) await load();
  return robot;
}

function parse(loader: URDFLoader, text: string): URDFRobot {
  const document = new DOMParser().parseFromString(text, 'text/xml');
  const error = document.querySelector('parsererror');
  if (error !== null) throw new AppError('invalid-input', `the URDF is no XML: ${error.textContent}`);
  try {
    return loader.parse(document);
  } catch (cause) {
    throw new AppError('invalid-input', `the URDF does not hold together: ${messageOf(cause)}`, { cause });
  }
}

function meshOf(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  material: Material,
  manager: LoadingManager,
): Object3D {
  if (/\.stl$/i.test(path)) return new Mesh(new STLLoader().parse(bytes.buffer), material);
  const collada = new ColladaLoader(manager).parse(new TextDecoder().decode(bytes), '');
  if (collada === null) throw new AppError('invalid-input', `the mesh is no COLLADA (${path})`);
  const lights: Object3D[] = [];
  collada.scene.traverse((part) => {
    if ((part as Partial<Light>).isLight) lights.push(part);
  });
  // The view has a light of its own.
  for (const light of lights) light.removeFromParent();
  return collada.scene;
}
