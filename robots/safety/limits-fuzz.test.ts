import { expect, it } from 'vitest';
import type { Intent } from '../input/intent.ts';
import { parseRobotProfile } from '../parse-profile.ts';
import type { RobotProfile } from '../profile.ts';
import { CommandLimits } from './limits.ts';
import type { MotionLimits } from './smooth-motion.ts';

/** Sequences of commands per test. */
const SEQUENCES = 10_000;
const COMMANDS = 40;
/** Of 64-bit numbers that were added up and differenced three times. */
const ROUNDING = 1e-6;
const SPAN = 0.4;
/** Of a period, by which a tick may come late. */
const LATENESS = 0.8;
const STILL: Intent = { axes: {}, isGripperClosed: false, isDeadManHeld: true };

type Random = () => number;

/** mulberry32 */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Between `least` and `most`, each magnitude as likely as the other. */
function magnitude(random: Random, least: number, most: number): number {
  return least * (most / least) ** random();
}

function randomLimits(random: Random): MotionLimits {
  const speed = magnitude(random, 0.02, 2);
  const acceleration = speed / magnitude(random, 0.02, 0.5);
  return { speed, acceleration, jerk: acceleration / magnitude(random, 0.005, 0.3) };
}

/** A robot of one action, on an axis that goes from 0 to {@link SPAN}. */
function profileOf(
  kind: 'velocity' | 'position' | 'gripper',
  limits: MotionLimits,
  commandHz: number,
): RobotProfile {
  const motion =
    kind === 'gripper'
      ? { kind, open: SPAN, closed: 0, state: 'x' }
      : { kind, axis: 'right', workspace: { state: 'x', min: 0, max: SPAN } };
  const profile = {
    format: 1,
    name: 'axis',
    title: 'Axis',
    bridge: { kind: 'rosbridge', url: 'ws://127.0.0.1:9090' },
    rates: { commandHz, stepHz: 1 },
    cameras: [],
    streams: [
      {
        name: 's',
        topic: '/s',
        type: 'std_msgs/Float64',
        rateHz: 100,
        values: [{ name: 'x', unit: 'm', path: 'data' }],
      },
    ],
    state: ['x'],
    action: [{ ...motion, name: 'a', unit: 'm', limits }],
    commands: [{ topic: '/a', type: 'std_msgs/Float64', fields: { data: 'a' } }],
    watchdog: { inputMs: 300, stateMs: 500 },
  };
  return parseRobotProfile(JSON.stringify(profile), 'axis.json');
}

const WILD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e300, -0];

/** What a hand does, and what a broken device does. */
function randomIntent(random: Random, before: Intent): Intent {
  if (random() < 0.8) return before;
  const right =
    random() < 0.1
      ? WILD[Math.floor(random() * WILD.length)]!
      : random() < 0.5
        ? Math.sign(random() - 0.5)
        : random() * 6 - 3;
  return { axes: { right }, isGripperClosed: random() < 0.5, isDeadManHeld: true };
}

/** Notes what is outside of the limits; each command counts for one period. */
class Judge {
  violations: string[] = [];
  readonly #limits: MotionLimits;
  readonly #periodS: number;
  #velocity = 0;
  #acceleration = 0;

  constructor(limits: MotionLimits, periodS: number) {
    this.#limits = limits;
    this.#periodS = periodS;
  }

  rest(): void {
    this.#velocity = 0;
    this.#acceleration = 0;
  }

  command(velocity: number): void {
    const acceleration = (velocity - this.#velocity) / this.#periodS;
    const jerk = (acceleration - this.#acceleration) / this.#periodS;
    this.#check('speed', velocity, this.#limits.speed);
    this.#check('acceleration', acceleration, this.#limits.acceleration);
    this.#check('jerk', jerk, this.#limits.jerk);
    this.#velocity = velocity;
    this.#acceleration = acceleration;
  }

  position(value: number): void {
    this.#check('place', value - SPAN / 2, SPAN / 2);
  }

  #check(what: string, value: number, most: number): void {
    if (Math.abs(value) <= most * (1 + ROUNDING)) return;
    this.violations.push(`${what} ${value} beyond ${most}`);
  }
}

/** A velocity robot goes as it is told, at once; its state comes late, and the loop's ticks are uneven. */
function driveVelocity(seed: number): string[] {
  const random = randomFrom(seed);
  const limits = randomLimits(random);
  const periodS = 1 / magnitude(random, 10, 500);
  const command = new CommandLimits(profileOf('velocity', limits, 1 / periodS));
  const judge = new Judge(limits, periodS);
  const robot = [{ timeS: 0, x: random() * SPAN }];
  let intent = STILL;
  let velocity = 0;
  let lagS = 0;
  for (let i = 1; i <= COMMANDS; i += 1) {
    const { timeS, x } = robot.at(-1)!;
    const nowS = (i + LATENESS * random()) * periodS;
    robot.push({ timeS: nowS, x: x + velocity * (nowS - timeS) });
    judge.position(robot.at(-1)!.x);
    if (random() < 0.03) {
      command.rest();
      judge.rest();
      velocity = 0;
      // Before it is driven again, the state has come to be that of where it stands.
      robot.splice(0, robot.length - 1, { timeS: nowS - 4 * periodS, x: robot.at(-1)!.x });
    }
    if (random() < 0.1) lagS = random() * 4 * periodS;
    const seen = robot.findLast((moment) => moment.timeS <= nowS - lagS) ?? robot[0]!;
    intent = randomIntent(random, intent);
    const from = { state: [seen.x], stateAgeS: nowS - seen.timeS, sinceLastS: nowS - timeS };
    velocity = command.limit(intent, from).values[0]!;
    judge.command(velocity);
  }
  return judge.violations;
}

/** A position robot follows late; what counts is the position that it is told. */
function drivePosition(kind: 'position' | 'gripper', seed: number): string[] {
  const random = randomFrom(seed);
  const limits = randomLimits(random);
  const periodS = 1 / magnitude(random, 10, 500);
  const command = new CommandLimits(profileOf(kind, limits, 1 / periodS));
  const judge = new Judge(limits, periodS);
  const followS = magnitude(random, 0.001, 0.2);
  let robot = random() * SPAN;
  let sent: number | null = null;
  let intent = STILL;
  for (let i = 0; i < COMMANDS; i += 1) {
    if (random() < 0.03) {
      command.rest();
      judge.rest();
      if (kind === 'position') sent = null;
    }
    intent = randomIntent(random, intent);
    const from = { state: [robot], stateAgeS: 0, sinceLastS: periodS };
    const target = command.limit(intent, from).values[0]!;
    judge.position(target);
    judge.command((target - (sent ?? robot)) / periodS);
    sent = target;
    robot += (target - robot) * (1 - Math.exp(-periodS / followS));
  }
  return judge.violations;
}

it.each<[string, (seed: number) => string[]]>([
  ['velocity', driveVelocity],
  ['position', (seed) => drivePosition('position', seed)],
  ['gripper', (seed) => drivePosition('gripper', seed)],
])(
  `${SEQUENCES} sequences of %s commands: none outside of speed, acceleration, jerk, workspace`,
  (_kind, drive) => {
    const violations: string[] = [];
    for (let seed = 0; seed < SEQUENCES; seed += 1) {
      for (const violation of drive(seed)) violations.push(`seed ${seed}: ${violation}`);
    }
    expect(violations.length, violations.slice(0, 10).join('\n')).toBe(0);
  },
  60_000,
);
