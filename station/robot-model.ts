import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RequestValue } from '../core/contract/requests.ts';
import type { RobotModelView } from '../core/contract/robot-model.ts';
import { AppError, messageOf } from '../core/errors.ts';
import type { RobotProfile } from '../robots/profile.ts';
import { containedFile } from './contained-file.ts';

/** One piece takes less than a millisecond of the thread that drives the robot. */
const PIECE_BYTES = 128 * 1024;
const MAX_URDF_BYTES = 1024 * 1024;
const MAX_MESH_BYTES = 32 * 1024 * 1024;
const MESH = /\.(stl|dae)$/i;

/** The robot's model for the screens that draw it: a URDF, and the meshes below its folder. */
export class RobotModel {
  readonly #urdf: NonNullable<RobotProfile['urdf']>;
  readonly #path: string;

  /** @param profilePath of the profile's own file, to which the URDF's path is relative */
  constructor(urdf: NonNullable<RobotProfile['urdf']>, profilePath: string) {
    this.#urdf = urdf;
    this.#path = join(dirname(profilePath), urdf.file);
  }

  /** @throws AppError `not-found`, or `invalid-input` for what is no URDF */
  async view(): Promise<RobotModelView> {
    const { joints = null, gripperLink } = this.#urdf;
    return { text: await this.#text(), joints, gripperLink };
  }

  /** @throws AppError `not-found` for whatever is no mesh below the URDF's folder; `invalid-input` */
  async mesh(path: string, offset: number): Promise<RequestValue<'robot.mesh'>> {
    const found = MESH.test(path) ? await containedFile(dirname(this.#path), path) : null;
    if (found === null) {
      const message = `expected an STL or DAE file below the URDF's folder, found none at "${path}"`;
      throw new AppError('not-found', message);
    }
    const file = await open(found);
    try {
      const { size: sizeBytes } = await file.stat();
      if (sizeBytes > MAX_MESH_BYTES) {
        const message = `expected a mesh of at most ${MAX_MESH_BYTES} bytes, found ${sizeBytes} (${path})`;
        throw new AppError('invalid-input', message);
      }
      const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE_BYTES), { position: offset });
      return { base64: buffer.toString('base64', 0, bytesRead), sizeBytes };
    } finally {
      await file.close();
    }
  }

  /** As the file is now. */
  async #text(): Promise<string> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (cause) {
      throw new AppError('not-found', `urdf.file: the model cannot be read: ${messageOf(cause)}`, { cause });
    }
    const found =
      text.length > MAX_URDF_BYTES ? `${text.length} characters` : /<robot[\s>]/.test(text) ? null : 'none';
    if (found === null) return text;
    const message = `urdf.file: expected XML with a <robot> of at most ${MAX_URDF_BYTES} characters, found ${found}`;
    throw new AppError('invalid-input', `${message} (${this.#path})`);
  }
}
