import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A ROS 1 master, an arm, its frames, and a camera, as Debian packages them; and `ip` for a network apart. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'python3-rosmaster': '/usr/bin/rosmaster',
  'joint-state-publisher': '/usr/lib/joint_state_publisher/joint_state_publisher',
  'ros-robot-state-publisher': '/usr/lib/robot_state_publisher/robot_state_publisher',
  'ros-image-publisher': '/usr/lib/image_publisher/image_publisher',
  'libnodeletlib-tools': '/usr/share/nodelet/package.xml',
  'python3-std-srvs': '/usr/lib/python3/dist-packages/std_srvs',
  iproute2: '/usr/sbin/ip',
};

/**
 * Makes sure that ROS 1's nodes are there for the tests: installs Debian's packages where they are missing and
 * may be installed. Null when they are there, else what to do, in words.
 */
export function ensureRos(): string | null {
  const missing = (): string[] => Object.keys(PROGRAMS).filter((name) => !existsSync(PROGRAMS[name]!));
  const wanted = missing();
  if (wanted.length === 0) return null;
  const help = `install Debian's packages ${wanted.join(', ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return help;
  console.log(`ROS 1 was not found: installing Debian’s packages ${wanted.join(', ')}.`);
  const apt = (...args: string[]): void => {
    execFileSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  try {
    apt('update');
    apt('install', '--yes', '--no-install-recommends', ...wanted);
  } catch {
    return `Debian’s packages could not be installed: ${help}`;
  }
  return missing().length === 0
    ? null
    : `the packages were installed, but ${missing().join(', ')} lack a file`;
}
