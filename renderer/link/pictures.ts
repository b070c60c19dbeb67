import type { RecordedPicture } from '../../core/contract/picture.ts';
import { decodeRowPictures } from '../../core/contract/row-pictures.ts';
import { AppError } from '../../core/errors.ts';
import { PictureQueue, type PictureWish } from './picture-queue.ts';
import type { StationLink } from './station-link.ts';

/** The cameras' own bytes, in their order; null before a camera's first picture. */
export type RowPictures = readonly (Uint8Array<ArrayBuffer> | null)[];

/** Brings pictures of recorded episodes. Throws when the station cannot give one, or with the signal's reason. */
export interface Pictures {
  /** @returns null where there is none: at a row before the camera's first picture */
  one(picture: RecordedPicture, wish?: PictureWish): Promise<Blob | null>;
  /** @param cameras all of the episode's, in its order */
  row(
    wanted: Omit<RecordedPicture, 'camera'> & { cameras: readonly string[] },
    wish?: PictureWish,
  ): Promise<RowPictures>;
}

/**
 * In a browser by the station's server, so that pictures neither hold up the contract on a slow network nor come
 * twice; in the desktop app, whose pages have no server, over the contract.
 */
export function picturesOf(station: StationLink): Pictures {
  if (window.retraceDesktop === undefined) return { one: fetchPicture, row: fetchRow };
  const queue = new PictureQueue((picture) => station.picture(picture));
  const one: Pictures['one'] = (picture, wish) => queue.load(picture, wish).catch(nullIfNone);
  const row: Pictures['row'] = ({ cameras, ...of }, wish) =>
    Promise.all(
      cameras.map(async (camera) => {
        const picture = await one({ ...of, camera }, wish);
        return picture === null ? null : new Uint8Array(await picture.arrayBuffer());
      }),
    );
  return { one, row };
}

async function fetchPicture(
  { episode, camera, row }: RecordedPicture,
  wish?: PictureWish,
): Promise<Blob | null> {
  const url = `/episodes/${episode}/frames/${encodeURIComponent(camera)}/${row}.jpg`;
  const response = await fetch(url, wish);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`the station answered ${response.status} (${url})`);
  return response.blob();
}

const fetchRow: Pictures['row'] = async ({ episode, cameras, row }, wish) => {
  const url = `/episodes/${episode}/rows/${row}`;
  const response = await fetch(url, wish);
  if (!response.ok) throw new Error(`the station answered ${response.status} (${url})`);
  return decodeRowPictures(await response.arrayBuffer(), cameras.length);
};

function nullIfNone(error: unknown): null {
  if (error instanceof AppError && error.code === 'not-found') return null;
  throw error;
}
