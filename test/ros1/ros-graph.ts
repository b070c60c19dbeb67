import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../robots/bridge/ros1/xml-rpc.ts';

const TIMEOUT_MS = 2000;
const LOOPBACK = '127.0.0.1';
const MULTIARCH = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as 'x64' | 'arm64'];

export const ARM_RATE_HZ = 125;
export const JOINTS = ['shoulder', 'elbow'] as const;
export const JOINT_LIMIT_RAD = 1.5;

/** A robot of real ROS 1 nodes: Debian's master, joint_state_publisher as its arm, image_publisher as cameras. */
export class RosGraph {
  readonly masterUri: string;
  readonly #folder: string;
  readonly #nodes = new Set<ChildProcess>();
  readonly #environment: NodeJS.ProcessEnv;
  #master: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.masterUri = `http://${LOOPBACK}:${port}`;
    this.#environment = {
      // The system's Python has ROS; an environment of the project's own does not.
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: folder,
      ROS_HOME: folder,
      ROS_MASTER_URI: this.masterUri,
      ROS_IP: LOOPBACK,
      ROS_PACKAGE_PATH: `${folder}/share:/usr/share`,
      CMAKE_PREFIX_PATH: `${folder}:/usr`,
    };
  }

  static async start(): Promise<RosGraph> {
    const probe = createServer().listen(0, LOOPBACK);
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    const graph = new RosGraph(await mkdtemp(join(tmpdir(), 'retrace-ros-')), port);
    await graph.#describeImagePublisher();
    await graph.startMaster();
    return graph;
  }

  get master(): ChildProcess {
    return this.#master!;
  }

  async startMaster(): Promise<void> {
    this.#master = this.run('/usr/bin/rosmaster', ['--core', '-p', new URL(this.masterUri).port]);
    await this.until(() => ask(this.masterUri, 'getPid', ['/test'], TIMEOUT_MS).then(() => true));
    await ask(this.masterUri, 'setParam', ['/test', '/robot_description', urdf()], TIMEOUT_MS);
  }

  /** Takes positions on /joint_command and says where its joints are on /joint_states. */
  async startArm(): Promise<ChildProcess> {
    const program = '/usr/lib/joint_state_publisher/joint_state_publisher';
    const node = this.run(program, [`_rate:=${ARM_RATE_HZ}`, "_source_list:=['/joint_command']"]);
    await this.until(async () => (await this.publishers('/joint_states')).length > 0);
    return node;
  }

  /** Says on /tf where its links are. */
  async startFrames(): Promise<ChildProcess> {
    const node = this.run('/usr/lib/robot_state_publisher/robot_state_publisher', []);
    await this.until(async () => (await this.publishers('/tf')).length > 0);
    return node;
  }

  /** Shows the picture on /<name>/image_raw, as raw `sensor_msgs/Image`. */
  async startCamera(name: string, picturePath: string, rateHz: number): Promise<ChildProcess> {
    const program = '/usr/lib/image_publisher/image_publisher';
    const node = this.run(program, [picturePath, `_publish_rate:=${rateHz}`, `__name:=${name}`]);
    await this.until(async () => (await this.publishers(`/${name}/image_raw`)).length > 0);
    return node;
  }

  /** Names of the nodes that publish this topic, as the master knows them. */
  async publishers(topic: string): Promise<string[]> {
    const [publishers] = await this.state();
    return publishers!.find(([name]) => name === topic)?.[1] ?? [];
  }

  /** Publishers, subscribers and services: each a name and the nodes behind it. */
  async state(): Promise<[name: string, nodes: string[]][][]> {
    return (await ask(this.masterUri, 'getSystemState', ['/test'], TIMEOUT_MS)) as never;
  }

  async writePicture(name: string, widthPx: number, heightPx: number, colorAt: ColorAt): Promise<string> {
    const pixels = Array.from({ length: widthPx * heightPx }, (_, i) =>
      colorAt(i % widthPx, Math.floor(i / widthPx)),
    );
    const path = join(this.#folder, `${name}.ppm`);
    const header = Buffer.from(`P6\n${widthPx} ${heightPx}\n255\n`);
    await writeFile(path, Buffer.concat([header, Buffer.from(pixels.flat())]));
    return path;
  }

  /** A picture for each frame, which image_publisher takes for a film and shows over and over. */
  async writeVideo(
    name: string,
    frames: number,
    widthPx: number,
    heightPx: number,
    colorAt: (x: number, y: number, frame: number) => ReturnType<ColorAt>,
  ): Promise<string> {
    for (let frame = 0; frame < frames; frame += 1) {
      const number = String(frame).padStart(2, '0');
      await this.writePicture(`${name}_${number}`, widthPx, heightPx, (x, y) => colorAt(x, y, frame));
    }
    return join(this.#folder, `${name}_%02d.ppm`);
  }

  run(program: string, args: string[]): ChildProcess {
    const node = spawn(program, args, { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(join(this.#folder, 'nodes.log'), { flags: 'a' });
    node.stdout.pipe(log, { end: false });
    node.stderr.pipe(log, { end: false });
    this.#nodes.add(node);
    node.on('exit', () => this.#nodes.delete(node));
    return node;
  }

  /** Ends a node as a crash does: it says goodbye to nobody. */
  async kill(node: ChildProcess): Promise<void> {
    const ended = node.exitCode ?? node.signalCode ?? once(node, 'exit');
    node.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#nodes, (node) => this.kill(node)));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async until(isDone: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
    const deadlineMs = performance.now() + timeoutMs;
    while (!(await isDone().catch(() => false))) {
      if (performance.now() > deadlineMs) {
        const log = await readFile(join(this.#folder, 'nodes.log'), 'utf8').catch(() => '');
        throw new Error(`the ROS nodes were not ready within ${timeoutMs} ms; they say:\n${log}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Debian has image_publisher's library, but its description only in a package of 100 MB. */
  async #describeImagePublisher(): Promise<void> {
    const share = join(this.#folder, 'share/image_publisher');
    await mkdir(share, { recursive: true });
    await mkdir(join(this.#folder, 'lib'));
    const library = `/usr/lib/${MULTIARCH}/libimage_publisher.so.0d`;
    await symlink(library, join(this.#folder, 'lib/libimage_publisher.so'));
    await writeFile(join(share, 'package.xml'), PACKAGE);
    await writeFile(join(share, 'nodelet_plugins.xml'), PLUGINS);
  }
}

export type ColorAt = (x: number, y: number) => [red: number, green: number, blue: number];

const PACKAGE = `<package>
  <name>image_publisher</name>
  <version>1.17.0</version>
  <description>image_publisher</description>
  <maintainer email="none@example.org">none</maintainer>
  <license>BSD</license>
  <run_depend>nodelet</run_depend>
  <export><nodelet plugin="\${prefix}/nodelet_plugins.xml"/></export>
</package>`;

const PLUGINS = `<library path="libimage_publisher">
  <class name="image_publisher/image_publisher" type="image_publisher::ImagePublisherNodelet"
    base_class_type="nodelet::Nodelet"><description>Publishes an image.</description></class>
</library>`;

function urdf(): string {
  const links = ['base', ...JOINTS].map((name) => `<link name="${name}_link"/>`);
  const joints = JOINTS.map(
    (name, i) => `<joint name="${name}" type="revolute">
  <parent link="${i === 0 ? 'base' : JOINTS[i - 1]}_link"/><child link="${name}_link"/><axis xyz="0 0 1"/>
  <limit lower="${-JOINT_LIMIT_RAD}" upper="${JOINT_LIMIT_RAD}" effort="10" velocity="1"/>
</joint>`,
  );
  return `<robot name="arm">${links.join('')}${joints.join('')}</robot>`;
}
