// The end-to-end tests look at the real screens in a real browser. This makes sure that there is one.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.ts';

const HELP = 'Install Chromium (Debian: "apt-get install chromium") or set CHROMIUM_PATH to its program.';

if (findChromium() === null) {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (process.env.CHROMIUM_PATH !== undefined || !mayInstall) {
    console.error(`No Chromium was found for the tests in the browser. ${HELP}`);
    process.exit(1);
  }
  console.log('No Chromium was found: installing Debian’s package.');
  const apt = (...args: string[]): void => {
    execFileSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  try {
    apt('update');
    apt('install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  } catch {
    console.error(`Debian’s Chromium could not be installed. ${HELP}`);
    process.exit(1);
  }
}
