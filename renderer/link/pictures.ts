import type { RecordedPicture } from '../../core/contract/picture.ts';
import { AppError } from '../../core/errors.ts';
import { PictureQueue } from './picture-queue.ts';
import type { StationLink } from './station-link.ts';

/** How urgent a picture is, and until when it is wanted. */
export type PictureWish = Pick<RequestInit, 'priority' | 'signal'>;

/**
 * Brings a picture of a recorded episode.
 *
 * @returns null where there is none: at a row before the camera's first picture
 * @throws when the station cannot give it; the signal's reason when nobody wants it any more
 */
export type LoadPicture = (picture: RecordedPicture, wish?: PictureWish) => Promise<Blob | null>;

/**
 * In a browser by the station's server, so that pictures neither hold up the contract on a slow network nor come
 * twice; in the desktop app, whose pages have no server, over the contract.
 */
export function picturesOf(station: StationLink): LoadPicture {
  if (window.retraceDesktop === undefined) return fetchPicture;
  const queue = new PictureQueue((picture) => station.picture(picture));
  return (picture, wish) => queue.load(picture, wish).catch(nullIfNone);
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

function nullIfNone(error: unknown): null {
  if (error instanceof AppError && error.code === 'not-found') return null;
  throw error;
}
