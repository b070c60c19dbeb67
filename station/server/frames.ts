import type { ServerResponse } from 'node:http';
import { AppError, type ErrorCode, toErrorValue } from '../../core/errors.ts';
import type { EpisodeLibrary } from '../episode-library.ts';
import { sendText } from './http.ts';

/** `/episodes/<uuid>/frames/<camera>/<row>.jpg`; the ending says nothing of the encoding, the answer does. */
const FRAME_PATH = /^\/episodes\/([0-9a-f-]{36})\/frames\/([A-Za-z0-9_-]{1,64})\/(\d{1,9})\.jpg$/;

const HTTP_STATUS: Partial<Record<ErrorCode, number>> = {
  'invalid-input': 400,
  'not-found': 404,
  'not-allowed': 409,
};

/** Answers with one camera's bytes at one row of a sealed episode. */
export async function sendFrame(
  episodes: EpisodeLibrary,
  pathname: string,
  response: ServerResponse,
): Promise<void> {
  try {
    const match = FRAME_PATH.exec(pathname);
    if (match === null) throw new AppError('not-found', `no picture at ${pathname}`);
    const frame = await episodes.frame(match[1]!, match[2]!, Number(match[3]));
    response.writeHead(200, {
      'Content-Type': `image/${frame.encoding}`,
      // A sealed episode never changes.
      'Cache-Control': 'private, max-age=31536000, immutable',
    });
    response.end(frame.bytes);
  } catch (error) {
    const { code, message } = toErrorValue(error);
    sendText(response, HTTP_STATUS[code] ?? 500, message);
  }
}
