import type { LatencyLines } from '../latency.ts';
import { CameraRig } from '../rendering/camera-rig.ts';
import { CLOSING_FORCE_N } from '../robot/grasp.ts';
import { TruthReader } from '../truth-reader.ts';
import { STEP_RATE_HZ, type World } from '../world.ts';
import type { Message } from './encoding.ts';
import { headerOf, stampOf } from './messages.ts';
import type { RosbridgeServer } from './rosbridge-server.ts';
import { PUBLISHED } from './topics.ts';

export const JOINT_NAMES = ['gantry_x', 'gantry_y', 'gantry_z', 'wrist_yaw', 'gripper_width'] as const;

type Source = keyof typeof PUBLISHED;

/** Makes the robot's messages at their rates, for the topics that somebody listens to. */
export class Publisher {
  readonly #world: World;
  readonly #server: RosbridgeServer;
  readonly #delays: LatencyLines;
  readonly #hasClock: boolean;
  readonly #rosVersion: 1 | 2;
  readonly #clockAheadNs: bigint;
  readonly #truth: TruthReader;
  readonly #cameras: CameraRig;
  #steps = 0;
  #wasSuccess = false;

  /**
   * @param hasClock publish `/clock`, since time is virtual.
   * @param rosVersion in whose spelling
   * @param clockAheadNs by how much the robot's clock, which stamps its messages, is ahead of the world's time
   */
  constructor(
    world: World,
    server: RosbridgeServer,
    delays: LatencyLines,
    { hasClock, rosVersion, clockAheadNs }: { hasClock: boolean; rosVersion: 1 | 2; clockAheadNs: bigint },
  ) {
    this.#world = world;
    this.#server = server;
    this.#delays = delays;
    this.#hasClock = hasClock;
    this.#rosVersion = rosVersion;
    this.#clockAheadNs = clockAheadNs;
    this.#truth = new TruthReader(world);
    this.#cameras = new CameraRig(world);
  }

  /** To be called once a step, with the step's time. */
  publishDue(timeNs: bigint): void {
    this.#steps++;
    const stampNs = timeNs + this.#clockAheadNs;
    if (this.#hasClock) this.#publish('clock', timeNs, () => ({ clock: stampOf(stampNs, this.#rosVersion) }));
    this.#publish('jointStates', timeNs, (seq) => this.#jointStates(seq, stampNs));
    this.#publish('wrench', timeNs, (seq) => this.#wrench(seq, stampNs));
    this.#publish('truth', timeNs, () => ({ data: JSON.stringify(this.#truth.read(), roundNumbers) }));
    this.#publish('frontImage', timeNs, (seq) => this.#image(seq, stampNs, 'front'));
    this.#publish('wristImage', timeNs, (seq) => this.#image(seq, stampNs, 'wrist'));
    const { isSuccess } = this.#world;
    const hasChanged = isSuccess !== this.#wasSuccess;
    this.#wasSuccess = isSuccess;
    this.#publish('success', timeNs, () => ({ data: isSuccess }), hasChanged);
  }

  #publish(source: Source, timeNs: bigint, make: (seq: number) => Message, isUrgent = false): void {
    const { topic, rateHz } = PUBLISHED[source];
    const stepsPerMessage = STEP_RATE_HZ / rateHz;
    if (!isUrgent && this.#steps % stepsPerMessage !== 0) return;
    if (!this.#server.hasSubscriber(topic)) return;
    const message = make(Math.floor(this.#steps / stepsPerMessage));
    this.#delays.send(topic, timeNs, () => this.#server.publish(topic, message, timeNs));
  }

  #jointStates(seq: number, timeNs: bigint): Message {
    const { gripper, isHolding } = this.#world;
    const axes = [gripper.x, gripper.y, gripper.z, gripper.yaw, gripper.width];
    const force = this.#world.fingerForceN();
    return {
      header: headerOf(seq, timeNs, '', this.#rosVersion),
      name: JOINT_NAMES,
      position: Float64Array.from(axes, (axis) => axis.position),
      velocity: Float64Array.from(axes, (axis) => axis.velocity),
      // What the motors push against: the forces on the fingers, and the jaw's grip.
      effort: Float64Array.of(-force.x, -force.y, -force.z, 0, isHolding ? -CLOSING_FORCE_N : 0),
    };
  }

  #wrench(seq: number, timeNs: bigint): Message {
    const { x, y, z } = this.#world.fingerForceN();
    const yaw = this.#world.gripper.yaw.position;
    const force = { x: Math.cos(yaw) * x + Math.sin(yaw) * y, y: Math.cos(yaw) * y - Math.sin(yaw) * x, z };
    return {
      header: headerOf(seq, timeNs, 'gripper', this.#rosVersion),
      wrench: { force, torque: { x: 0, y: 0, z: 0 } },
    };
  }

  #image(seq: number, timeNs: bigint, camera: 'front' | 'wrist'): Message {
    return {
      header: headerOf(seq, timeNs, `camera_${camera}`, this.#rosVersion),
      format: 'jpeg',
      data: this.#cameras.capture(camera),
    };
  }
}

/** Hundredths of a millimetre are enough, and keep the text short. */
function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e5) / 1e5 : value;
}
