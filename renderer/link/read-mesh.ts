import { AppError } from '../../core/errors.ts';
import type { StationLink } from './station-link.ts';

/** A mesh of the robot's model, piece by piece. @throws AppError as {@link StationLink.request} */
export async function readMesh(station: StationLink, path: string): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(0);
  let offset = 0;
  do {
    const { base64, sizeBytes } = await station.request('robot.mesh', { path, offset });
    const piece = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    if (offset === 0) bytes = new Uint8Array(sizeBytes);
    if (piece.byteLength === 0 || sizeBytes !== bytes.byteLength) {
      throw new AppError('unavailable', `the mesh changed while it was read (${path})`);
    }
    bytes.set(piece, offset);
    offset += piece.byteLength;
  } while (offset < bytes.byteLength);
  return bytes;
}
