import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AppError } from '../../core/errors.ts';

/** ffmpeg's scale of JPEG: 2 is the best that it makes. */
const JPEG_QUALITY = '2';

/**
 * `count` pictures of a video from an instant on, as JPEGs.
 *
 * @throws AppError `corrupt` when the video has fewer, or cannot be decoded.
 */
export async function* videoFrames(
  path: string,
  fromSeconds: number,
  count: number,
  fps: number,
): AsyncGenerator<Uint8Array> {
  // Half a frame early: what is written as 12.3333 s lies on either side of the frame's own time.
  const seek = Math.max(0, fromSeconds - 0.5 / fps);
  const args = ['-hide_banner', '-loglevel', 'error', '-ss', `${seek}`, '-i', path];
  const output = [
    '-frames:v',
    `${count}`,
    '-f',
    'image2pipe',
    '-c:v',
    'mjpeg',
    '-q:v',
    JPEG_QUALITY,
    'pipe:1',
  ];
  const ffmpeg = spawn('ffmpeg', [...args, ...output], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  ffmpeg.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-2000);
  });
  const ended = once(ffmpeg, 'close') as Promise<[number | null]>;
  // Whoever reads the pictures is told; until then a failure is not an unhandled one.
  ended.catch(() => {});
  let found = 0;
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of ffmpeg.stdout as AsyncIterable<Buffer>) {
      rest = Buffer.concat([rest, chunk]);
      for (let end = endOfJpeg(rest); end > 0; end = endOfJpeg(rest)) {
        found += 1;
        yield rest.subarray(0, end);
        rest = rest.subarray(end);
      }
    }
    const [code] = await ended;
    if (code === 0 && found === count) return;
    const what = code === 0 ? '' : `; ffmpeg ended with ${code}: ${said.trim()}`;
    throw new AppError(
      'corrupt',
      `the video has ${found} pictures of ${count} from ${fromSeconds} s on${what} (${path})`,
    );
  } finally {
    ffmpeg.kill('SIGKILL');
    await ended.catch(() => {});
  }
}

/** Its marker of the end cannot occur within a picture's data; 0 while it is not whole. */
function endOfJpeg(bytes: Buffer): number {
  const at = bytes.indexOf(END_OF_IMAGE);
  return at < 0 ? 0 : at + END_OF_IMAGE.length;
}

const END_OF_IMAGE = Buffer.of(0xff, 0xd9);
