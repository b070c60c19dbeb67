import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureRos } from './ensure-ros.ts';

const root = join(import.meta.dirname, '..');
const vitest = [process.execPath, join(root, 'node_modules/vitest/vitest.mjs')];

/** Nodes of roscpp listen on every address of their computer; in a network of their own nobody else sees them. */
const OWN_NETWORK = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

function main(): void {
  const obstacle = ensureRos();
  if (obstacle !== null) {
    const skipped = readdirSync(join(root, 'test/ros1')).filter((name) => name.endsWith('.test.ts'));
    console.warn(`SKIPPED for want of ROS 1: ${skipped.map((name) => `test/ros1/${name}`).join(', ')}`);
    console.warn(`To run them, ${obstacle}.`);
    return;
  }
  const test = [...vitest, 'run', '--project', 'ros1', ...process.argv.slice(2)];
  const command = hasOwnNetwork() ? [...OWN_NETWORK, ...test] : test;
  if (command === test)
    console.warn('No network apart on this machine: the ROS nodes listen on all addresses.');
  const { status } = spawnSync(command[0]!, command.slice(1), { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

function hasOwnNetwork(): boolean {
  return spawnSync(OWN_NETWORK[0]!, [...OWN_NETWORK.slice(1), 'true'], { stdio: 'ignore' }).status === 0;
}

main();
