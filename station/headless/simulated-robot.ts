import jpeg from '@julusian/jpeg-turbo';
import { AppError } from '../../core/errors.ts';
import type { Intent } from '../../robots/input/intent.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { CommandLimits } from '../../robots/safety/limits.ts';
import { CameraRig } from '../../robots/simulation/rendering/camera-rig.ts';
import { EVERY_SCENE } from '../../robots/simulation/scene-range.ts';
import type { Truth } from '../../robots/simulation/truth.ts';
import { TruthReader } from '../../robots/simulation/truth-reader.ts';
import { STEP_RATE_HZ, World } from '../../robots/simulation/world.ts';

const CAMERAS = ['front', 'wrist'] as const;
const JPEG_QUALITY = 85;

export interface SmallPicture {
  /** As it is recorded. */
  encoded: Uint8Array;
  /** What comes out of decoding it, RGB: what a policy sees that learns from such episodes. */
  rgb: Uint8Array;
}

/**
 * The simulated robot without bridge, process or latency: stepped in this thread, as fast as it goes, through
 * the same limits as commands of the station.
 */
export class SimulatedRobot {
  readonly profile: RobotProfile;
  readonly #world: World;
  readonly #rig: CameraRig;
  readonly #truths: TruthReader;
  readonly #sizePx: number;
  readonly #stepsPerCommand: number;
  #limits: CommandLimits;
  #beganSteps = 0;

  /**
   * @param sizePx side of the pictures, which are drawn in full and made small before they are encoded
   * @throws AppError `invalid-input` for rates that it cannot keep
   */
  constructor(profile: RobotProfile, sizePx: number, scenes = EVERY_SCENE) {
    assertRates(profile);
    this.#world = new World(0, scenes);
    this.#rig = new CameraRig(this.#world);
    this.#truths = new TruthReader(this.#world);
    this.#sizePx = sizePx;
    this.profile = {
      ...profile,
      cameras: profile.cameras.map((camera) => ({ ...camera, widthPx: sizePx, heightPx: sizePx })),
    };
    this.#stepsPerCommand = STEP_RATE_HZ / profile.rates.commandHz;
    this.#limits = new CommandLimits(this.profile);
  }

  /** A new scene, and time 0. */
  reset(seed: number): void {
    this.#world.reset(seed);
    this.#limits = new CommandLimits(this.profile);
    this.#beganSteps = this.#world.steps;
  }

  /** Since the reset. */
  get timeNs(): bigint {
    return (BigInt(this.#world.steps - this.#beganSteps) * 1_000_000_000n) / BigInt(STEP_RATE_HZ);
  }

  get isSuccess(): boolean {
    return this.#world.isSuccess;
  }

  truth(): Truth {
    return this.#truths.read();
  }

  /** In the order of the profile's state. */
  state(): number[] {
    const { gripper } = this.#world;
    const axes = [gripper.x, gripper.y, gripper.z, gripper.yaw, gripper.width];
    const { x, y, z } = this.#world.fingerForceN();
    const yaw = gripper.yaw.position;
    // The wrench is in the gripper's frame, as the robot publishes it.
    const force = [Math.cos(yaw) * x + Math.sin(yaw) * y, Math.cos(yaw) * y - Math.sin(yaw) * x, z];
    return [...axes.map(({ position }) => position), ...axes.map(({ velocity }) => velocity), ...force];
  }

  pictures(): Record<string, SmallPicture> {
    return Object.fromEntries(CAMERAS.map((name) => [name, this.#picture(name)]));
  }

  /**
   * Obey an intent for one command period.
   *
   * @returns the command that was sent, after limits
   */
  drive(intent: Intent): number[] {
    const { values } = this.#limits.limit(intent, {
      state: this.state(),
      stateAgeS: 0,
      sinceLastS: 1 / this.profile.rates.commandHz,
    });
    const [x, y, z, yaw, width] = values as [number, number, number, number, number];
    this.#world.setTwist(x, y, z, yaw);
    this.#world.setWidth(width);
    for (let step = 0; step < this.#stepsPerCommand; step += 1) this.#world.step();
    return values;
  }

  #picture(name: (typeof CAMERAS)[number]): SmallPicture {
    const size = { width: this.#sizePx, height: this.#sizePx };
    const encoded = jpeg.compressSync(Buffer.from(this.#rig.captureSmall(name, this.#sizePx)), {
      format: jpeg.FORMAT_RGB,
      ...size,
      subsampling: jpeg.SAMP_420,
      quality: JPEG_QUALITY,
    });
    const { data } = jpeg.decompressSync(encoded, { format: jpeg.FORMAT_RGB });
    // Copies: the encoder's buffers may be larger, or used again.
    return { encoded: new Uint8Array(encoded), rgb: new Uint8Array(data) };
  }
}

/** A command takes whole steps of the simulation, and a step of the episode whole commands. */
function assertRates({ name, rates: { commandHz, stepHz } }: RobotProfile): void {
  if (!Number.isInteger(STEP_RATE_HZ / commandHz)) {
    throw new AppError(
      'invalid-input',
      `rates.commandHz: expected a rate that divides ${STEP_RATE_HZ}, the simulation’s steps in a second, found ${commandHz} (profile ${name})`,
    );
  }
  if (!Number.isInteger(commandHz / stepHz)) {
    throw new AppError(
      'invalid-input',
      `rates.stepHz: expected a rate that divides commandHz ${commandHz} in the simulation, found ${stepHz} (profile ${name})`,
    );
  }
}
