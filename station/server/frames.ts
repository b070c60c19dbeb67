import type { ServerResponse } from 'node:http';
import { encodeRowPictures } from '../../core/contract/row-pictures.ts';
import { AppError, type ErrorCode, toErrorValue } from '../../core/errors.ts';
import type { EpisodeLibrary } from '../episode-library.ts';
import { sendText } from './http.ts';

/** `/episodes/<uuid>/frames/<camera>/<row>.jpg`; the ending says nothing of the encoding, the answer does. */
const FRAME_PATH = /^\/episodes\/([0-9a-f-]{36})\/frames\/([A-Za-z0-9_-]{1,64})\/(\d{1,9})\.jpg$/;
/** `/episodes/<uuid>/rows/<row>`: all cameras' pictures, see `row-pictures.ts`. */
const ROW_PATH = /^\/episodes\/([0-9a-f-]{36})\/rows\/(\d{1,9})$/;

const HTTP_STATUS: Partial<Record<ErrorCode, number>> = {
  'invalid-input': 400,
  'not-found': 404,
  'not-allowed': 409,
};

/** Answers with the bytes of one camera, or of all, at one row of a sealed episode. */
export async function sendFrames(
  episodes: EpisodeLibrary,
  pathname: string,
  response: ServerResponse,
): Promise<void> {
  try {
    const one = FRAME_PATH.exec(pathname);
    const row = ROW_PATH.exec(pathname);
    if (one !== null) {
      const frame = await episodes.frame(one[1]!, one[2]!, Number(one[3]));
      response.writeHead(200, {
        'Content-Type': `image/${frame.encoding}`,
        // A sealed episode never changes.
        'Cache-Control': 'private, max-age=31536000, immutable',
      });
      response.end(frame.bytes);
    } else if (row !== null) {
      const body = encodeRowPictures(await episodes.frames(row[1]!, Number(row[2])));
      response.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': body.byteLength,
        // The player keeps what it may want again; a browser would write gigabytes to its disk.
        'Cache-Control': 'no-store',
      });
      response.end(body);
    } else {
      throw new AppError('not-found', `no picture at ${pathname}`);
    }
  } catch (error) {
    const { code, message } = toErrorValue(error);
    sendText(response, HTTP_STATUS[code] ?? 500, message);
  }
}
