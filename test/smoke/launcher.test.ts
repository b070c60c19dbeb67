import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { SOFTWARE } from '../../core/version.ts';
import { tempDataset, tempFolder } from '../builders/temp-dataset.ts';
import { descendantsOf, isRunning, systemNode } from '../support/processes.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/retrace.mjs', import.meta.url));
const node = systemNode();

/** The command as a user's shell starts it, under whatever Node the system has. */
const retrace = (...args: string[]) => promisify(execFile)(node, [LAUNCHER, ...args]);

it('says its version', async () => {
  expect((await retrace('--version')).stdout).toBe(`${SOFTWARE.version}\n`);
});

it('lists a dataset, and fails with one line where there is none', async () => {
  const { path } = await tempDataset();
  expect((await retrace('list', path)).stdout).toBe('0 episodes, 0:00.0 in all\n');
  const empty = await tempFolder();
  await expect(retrace('list', empty)).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: `retrace: no dataset here: dataset.json is missing (${empty})\n`,
  });
});

it('starts with one line that says where, answers there, and leaves nothing behind', async () => {
  const args = [LAUNCHER, 'start', '--port', '0', '--dataset', await tempFolder()];
  // Without a display, as on a server: the browser version, whether or not Electron's runtime is there.
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const launcher = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(launcher, 'exit');
  onTestFinished(() => {
    launcher.kill('SIGKILL');
  });
  let output = '';
  for (const stream of [launcher.stdout, launcher.stderr])
    stream.on('data', (data) => {
      output += String(data);
    });
  const addressLines = () => output.split('\n').filter((line) => line.includes('http'));
  await expect
    .poll(() => (launcher.exitCode === null ? addressLines().length : output), { timeout: 60_000 })
    .toBe(1);
  const line = /^Retrace runs in the browser \(.+\)\. Open (http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)$/;
  const address = line.exec(addressLines()[0]!)?.[1];
  expect(address, output).toBeDefined();

  const entry = await fetch(address!, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')!.split(';')[0]!;
  const page = await fetch(new URL('/', address), { headers: { cookie } });
  const html = await page.text();
  expect(html).toContain('<title>Retrace</title>');
  const script = /<script[^>]* src="([^"]+)"/.exec(html)![1]!;
  const app = await fetch(new URL(script, page.url), { headers: { cookie } });
  expect(app.headers.get('content-type')).toContain('javascript');
  expect((await app.text()).length).toBeGreaterThan(100_000);

  const processes = descendantsOf(launcher.pid!);
  // The robot at least; under an older Node the station is a process of its own too.
  expect(processes.length).toBeGreaterThanOrEqual(1);
  launcher.kill('SIGTERM');
  expect(await exit, output).toEqual([0, null]);
  await expect.poll(() => processes.filter(isRunning), { timeout: 10_000 }).toEqual([]);
  expect(addressLines()).toHaveLength(1);
});
