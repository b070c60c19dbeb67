/** The point between the fingertips may go here, in the table's frame: x right, y away from the operator, z up. */
export const WORKSPACE_M = {
  x: { min: -0.3, max: 0.3 },
  y: { min: -0.25, max: 0.25 },
  z: { min: 0, max: 0.45 },
} as const;

/** What the motors can do; a command beyond is cut to it. */
export const GRIPPER_LIMITS = {
  linearMps: 0.25,
  linearMps2: 2,
  yawRadps: 1.5,
  yawRadps2: 12,
  /** Each finger moves at half of this. */
  widthMps: 0.15,
  widthMps2: 3,
  yawRad: Math.PI,
  openWidthM: 0.08,
} as const;

export const HOME_POSE = { x: 0, y: 0, z: 0.3, yaw: 0 } as const;

/** The rubber of the tips touches the table at this height, and is pressed flat at 0. */
const TIP_RUBBER_M = 0.002;
const TIP_STIFFNESS_NPM = 3000;

export interface Axis {
  position: number;
  velocity: number;
}

/** Two parallel fingers on a gantry with a turning wrist: motion within limits of speed, acceleration, reach. */
export class Gripper {
  readonly x: Axis = { position: HOME_POSE.x, velocity: 0 };
  readonly y: Axis = { position: HOME_POSE.y, velocity: 0 };
  readonly z: Axis = { position: HOME_POSE.z, velocity: 0 };
  readonly yaw: Axis = { position: HOME_POSE.yaw, velocity: 0 };
  readonly width: Axis = { position: GRIPPER_LIMITS.openWidthM, velocity: 0 };
  readonly #twist = { x: 0, y: 0, z: 0, yaw: 0 };
  #widthCommandM: number = GRIPPER_LIMITS.openWidthM;

  /** Speeds wanted from now on, in m/s and rad/s; the direction is kept when the speed is cut. */
  setTwist(x: number, y: number, z: number, yaw: number): void {
    const speed = Math.hypot(x, y, z);
    const cut = speed > GRIPPER_LIMITS.linearMps ? GRIPPER_LIMITS.linearMps / speed : 1;
    this.#twist.x = x * cut;
    this.#twist.y = y * cut;
    this.#twist.z = z * cut;
    this.#twist.yaw = clamp(yaw, -GRIPPER_LIMITS.yawRadps, GRIPPER_LIMITS.yawRadps);
  }

  /** Metres between the fingers, 0 closed; cut to what the fingers can do. */
  setWidth(widthM: number): void {
    this.#widthCommandM = clamp(widthM, 0, GRIPPER_LIMITS.openWidthM);
  }

  /** @param jawStopM what lies between the fingers does not let them close further than this. */
  step(seconds: number, jawStopM: number): void {
    const { linearMps2, yawRadps2, yawRad } = GRIPPER_LIMITS;
    moveAxis(this.x, this.#twist.x, linearMps2, WORKSPACE_M.x.min, WORKSPACE_M.x.max, seconds);
    moveAxis(this.y, this.#twist.y, linearMps2, WORKSPACE_M.y.min, WORKSPACE_M.y.max, seconds);
    moveAxis(this.z, this.#twist.z, linearMps2, WORKSPACE_M.z.min, WORKSPACE_M.z.max, seconds);
    moveAxis(this.yaw, this.#twist.yaw, yawRadps2, -yawRad, yawRad, seconds);
    this.#moveFingers(seconds, jawStopM);
  }

  /** Force of the table on the fingertips. */
  get pressN(): number {
    return Math.max(0, TIP_RUBBER_M - this.z.position) * TIP_STIFFNESS_NPM;
  }

  get widthCommandM(): number {
    return this.#widthCommandM;
  }

  goHome(): void {
    this.setTwist(0, 0, 0, 0);
    this.#widthCommandM = GRIPPER_LIMITS.openWidthM;
    Object.assign(this.x, { position: HOME_POSE.x, velocity: 0 });
    Object.assign(this.y, { position: HOME_POSE.y, velocity: 0 });
    Object.assign(this.z, { position: HOME_POSE.z, velocity: 0 });
    Object.assign(this.yaw, { position: HOME_POSE.yaw, velocity: 0 });
    Object.assign(this.width, { position: GRIPPER_LIMITS.openWidthM, velocity: 0 });
  }

  #moveFingers(seconds: number, jawStopM: number): void {
    const target = Math.max(this.#widthCommandM, Math.min(jawStopM, this.width.position));
    const wanted = clamp(
      (target - this.width.position) / seconds,
      -GRIPPER_LIMITS.widthMps,
      GRIPPER_LIMITS.widthMps,
    );
    moveAxis(
      this.width,
      wanted,
      GRIPPER_LIMITS.widthMps2,
      Math.min(target, this.width.position),
      GRIPPER_LIMITS.openWidthM,
      seconds,
    );
  }
}

/** Accelerates towards the wanted speed and brakes in time for the end of the axis. */
function moveAxis(
  axis: Axis,
  wanted: number,
  acceleration: number,
  min: number,
  max: number,
  seconds: number,
): void {
  const change = acceleration * seconds;
  let velocity = axis.velocity + clamp(wanted - axis.velocity, -change, change);
  velocity = Math.min(velocity, Math.sqrt(2 * acceleration * Math.max(0, max - axis.position)));
  velocity = Math.max(velocity, -Math.sqrt(2 * acceleration * Math.max(0, axis.position - min)));
  const position = clamp(axis.position + velocity * seconds, min, max);
  axis.velocity = position === min || position === max ? 0 : velocity;
  axis.position = position;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
