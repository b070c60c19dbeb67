import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { AppError, messageOf } from '../../core/errors.ts';

const run = promisify(execFile);

/** Behind the three that every process has. */
const SAMPLES_FD = 3;

/** @throws AppError `unavailable` where ffmpeg or ffprobe is not on the PATH. */
export async function assertFfmpeg(): Promise<void> {
  for (const program of ['ffmpeg', 'ffprobe']) {
    try {
      await run(program, ['-version']);
    } catch (cause) {
      throw new AppError(
        'unavailable',
        `video needs ${program}, which is not on the PATH: install ffmpeg (Debian: "apt-get install ffmpeg"), or choose a format without video`,
        { cause },
      );
    }
  }
}

export interface VideoFormat {
  /** What a frame is: a whole JPEG, or rows of R, G, B. */
  kind: 'jpeg' | 'rgb24';
  widthPx: number;
  heightPx: number;
  fps: number;
}

/** Pictures that the encoder has decoded anyway, handed back small for statistics. */
export interface Samples {
  /** As an expression of ffmpeg in `n`, the frame's number from 0. */
  when: string;
  widthPx: number;
  heightPx: number;
  /** Each in order, rows of R, G, B; lent until the call returns. */
  onSample(rgb: Uint8Array): void;
}

/**
 * Encode pictures as H.264 in MP4 at a constant rate, frame k at k / fps: 4:2:0, every second frame a key frame
 * and none that refers ahead, so that a loader's random access decodes two frames at most.
 *
 * @param frames each of the format's kind and size, lent until the next
 * @throws AppError `io` with what ffmpeg said, or when the file does not have as many packets as there were frames;
 * `corrupt` where a JPEG may be why.
 */
export async function encodeVideo(
  path: string,
  { kind, widthPx, heightPx, fps }: VideoFormat,
  frames: AsyncIterable<Uint8Array>,
  samples: Samples,
): Promise<void> {
  const args = encoderArguments({ kind, widthPx, heightPx, fps }, 'pipe:0', path, samples);
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] });
  const [stdin, , stderr, taken] = ffmpeg.stdio as unknown as [Writable, null, Readable, Readable];
  takeSamples(taken, samples);
  let said = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-2000);
  });
  const ended = once(ffmpeg, 'close') as Promise<[number | null]>;
  // What ends it says more than the pipe that breaks then.
  stdin.on('error', () => {});
  let count = 0;
  try {
    for await (const frame of frames) {
      // Until it is taken: the frame is lent.
      const isTaken = new Promise((resolve) => stdin.write(frame, resolve));
      await Promise.race([isTaken, ended]);
      if (ffmpeg.exitCode !== null) break;
      count += 1;
    }
    stdin.end();
    const [code] = await ended;
    if (code !== 0) {
      const fault = kind === 'jpeg' && /mjpeg|decod/i.test(said) ? 'corrupt' : 'io';
      throw new AppError(fault, `ffmpeg ended with ${code}: ${said.trim()} (${path})`);
    }
  } catch (error) {
    ffmpeg.kill('SIGKILL');
    await ended.catch(() => {});
    throw error;
  }
  const packets = await countPackets(path);
  if (packets !== count) {
    // A JPEG that it cannot decode may be left out without a word.
    const fault = kind === 'jpeg' ? 'corrupt' : 'io';
    throw new AppError(fault, `the video has ${packets} frames, ${count} were encoded (${path})`);
  }
}

function takeSamples(pipe: Readable, { widthPx, heightPx, onSample }: Samples): void {
  const sample = new Uint8Array(widthPx * heightPx * 3);
  let filled = 0;
  pipe.on('data', (chunk: Uint8Array) => {
    for (let at = 0; at < chunk.byteLength; ) {
      const taken = Math.min(sample.byteLength - filled, chunk.byteLength - at);
      sample.set(chunk.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < sample.byteLength) continue;
      onSample(sample);
      filled = 0;
    }
  });
}

/** How ffmpeg makes a video of frames that it reads from `source`, in one thread. */
export function encoderArguments(
  { kind, widthPx, heightPx, fps }: VideoFormat,
  source: string,
  path: string,
  samples?: Samples,
): string[] {
  // A picture that cannot be decoded ends the encoding: its row must not show another one.
  const jpegs = ['-xerror', '-err_detect', 'explode', '-f', 'mjpeg', '-framerate', `${fps}`];
  const pixels = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${widthPx}x${heightPx}`, '-r', `${fps}`];
  const input = ['-threads', '1', ...(kind === 'jpeg' ? jpegs : pixels), '-i', source];
  const codec = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '18',
    '-g',
    '2',
    '-bf',
    '0',
    '-pix_fmt',
    'yuv420p',
    // The bytes depend on the number of threads: with one they are equal on every machine.
    '-threads',
    '1',
  ];
  // Without the encoder's version and the time of day: equal pictures give equal bytes.
  const exact = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1'];
  const container = ['-movflags', '+faststart', '-video_track_timescale', `${fps * 512}`];
  const video = [...codec, ...exact, ...container, path];
  const outputs = samples === undefined ? video : [...sampling(samples), '-map', '[all]', ...video];
  return ['-hide_banner', '-loglevel', 'error', '-y', ...input, ...outputs];
}

/** Every pixel of a sample is one of the picture's, as LeRobot thins them. */
function sampling({ when, widthPx, heightPx }: Samples): string[] {
  const some = [
    `select='${when}'`,
    // One after the other, or what lies between two would be filled up.
    'setpts=N/FRAME_RATE/TB',
    `scale=${widthPx}:${heightPx}:flags=neighbor+accurate_rnd`,
    'format=rgb24',
  ].join(',');
  const raw = ['-map', '[some]', '-f', 'rawvideo', `pipe:${SAMPLES_FD}`];
  return [
    '-filter_complex_threads',
    '1',
    '-filter_complex',
    `[0:v]split[all][taken];[taken]${some}[some]`,
    ...raw,
  ];
}

async function countPackets(path: string): Promise<number> {
  const what = [
    '-v',
    'error',
    '-count_packets',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=nb_read_packets',
  ];
  try {
    const { stdout } = await run('ffprobe', [...what, '-of', 'csv=p=0', path]);
    return Number.parseInt(stdout, 10);
  } catch (cause) {
    throw new AppError('io', `the video cannot be read back: ${messageOf(cause)} (${path})`, { cause });
  }
}
