import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const HELP = 'Install ffmpeg (Debian: "apt-get install ffmpeg") so that it is on the PATH.';

/** Exports with video are made by ffmpeg. This makes sure that there is one, with Debian's package where it may. */
export function ensureFfmpeg(): void {
  if (isThere()) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(`no ffmpeg: ${HELP}`);
  console.log('No ffmpeg was found: installing Debian’s package.');
  const apt = (...args: string[]): void => {
    execFileSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  apt('update');
  apt('install', '--yes', '--no-install-recommends', 'ffmpeg');
  if (!isThere()) throw new Error(`Debian’s ffmpeg does not run. ${HELP}`);
}

function isThere(): boolean {
  try {
    for (const program of ['ffmpeg', 'ffprobe']) execFileSync(program, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
