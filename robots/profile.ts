import { z } from 'zod';
import { type Issue, invalidInput, parseJson } from '../core/parse.ts';

const nameSchema = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_.-]*$/,
    'expected a name of letters, digits, "_", "." and "-", such as "front"',
  );
/** Becomes part of a column's name on disk, so no dots. */
const streamNameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected a name of letters, digits, "_" and "-", such as "wrist"');
const topicSchema = z
  .string()
  .regex(/^\/[A-Za-z0-9_/~]+$/, 'expected a ROS name such as "/camera/front/image/compressed"');

const cameraSchema = z.strictObject({
  name: streamNameSchema,
  title: z.string().min(1),
  topic: topicSchema,
  /** Raw images are encoded here: in color to JPEG, depth of 16 bits to PNG. */
  type: z.literal([
    'sensor_msgs/CompressedImage',
    'sensor_msgs/msg/CompressedImage',
    'sensor_msgs/Image',
    'sensor_msgs/msg/Image',
  ]),
  encoding: z.enum(['jpeg', 'png']),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  rateHz: z.number().positive(),
});

const streamSchema = z.strictObject({
  name: streamNameSchema,
  topic: topicSchema,
  type: z.string().min(1),
  rateHz: z.number().positive(),
  values: z
    .array(
      z.strictObject({
        name: nameSchema,
        unit: z.string(),
        /**
         * Where the number stands in a message: `wrench.force.z`, `data[3]`, or `position[wrist_yaw]`, which
         * is the position of the joint of that name.
         */
        path: z.string().min(1),
      }),
    )
    .min(1),
});

/** What an input device can move, as the operator sees it in the first camera. */
export const INPUT_AXES = ['right', 'away', 'up', 'roll', 'pitch', 'yaw', 'gripper'] as const;

const actionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('velocity'),
    name: nameSchema,
    unit: z.string(),
    axis: z.enum(INPUT_AXES),
    /** Turns the axis round where the robot's sense is not the operator's. */
    direction: z.literal([1, -1]).default(1),
    maxSpeed: z.number().positive(),
    maxAcceleration: z.number().positive(),
    /** The state value that this velocity changes, and how far it may go. */
    workspace: z.strictObject({ state: nameSchema, min: z.number(), max: z.number() }).optional(),
  }),
  z.strictObject({
    kind: z.literal('position'),
    name: nameSchema,
    unit: z.string(),
    axis: z.literal('gripper'),
    open: z.number(),
    closed: z.number(),
    maxSpeed: z.number().positive(),
    /** The state value that this position becomes: commands start from where the robot is. */
    state: nameSchema,
  }),
]);

const commandSchema = z.strictObject({
  topic: topicSchema,
  type: z.string().min(1),
  /** Of the header, for stamped messages: the frame in which the command is meant. */
  frameId: z.string().optional(),
  /** Path in the message → name of an action value. */
  fields: z.record(z.string().min(1), nameSchema),
});

const bridgeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rosbridge'),
    url: z.url({ protocol: /^wss?$/, error: 'expected an address such as "ws://127.0.0.1:9090"' }),
    /** Overrides what the bridge itself is found to speak. */
    rosVersion: z.literal([1, 2]).optional(),
  }),
  z.strictObject({
    kind: z.literal('foxglove'),
    url: z.url({ protocol: /^wss?$/, error: 'expected an address such as "ws://127.0.0.1:8765"' }),
  }),
  z.strictObject({
    kind: z.literal('ros1'),
    /** The ROS master's. */
    url: z.url({ protocol: /^http$/, error: 'expected an address such as "http://robot.local:11311"' }),
    /** What the robot calls this computer, where that is not its address on the way to the master. */
    hostname: z.string().min(1).optional(),
  }),
]);

export const robotProfileSchema = z.strictObject({
  format: z.literal(1),
  name: nameSchema,
  title: z.string().min(1),
  bridge: bridgeSchema,
  rates: z.strictObject({
    commandHz: z.number().min(1).max(1000),
    stepHz: z.number().min(1).max(200),
  }),
  cameras: z.array(cameraSchema).max(16),
  streams: z.array(streamSchema).min(1),
  /** `observation.state`: values of the streams, in this order. */
  state: z.array(nameSchema).min(1),
  /** `action`, in this order. */
  action: z.array(actionSchema).min(1),
  commands: z.array(commandSchema).min(1),
  watchdog: z.strictObject({
    /** The robot is held when the operator's input, or any stream of the state, is older than this. */
    inputMs: z.number().positive(),
    stateMs: z.number().positive(),
  }),
  predicate: z
    .strictObject({ title: z.string().min(1), topic: topicSchema, type: z.literal('std_msgs/Bool') })
    .optional(),
  /** A service of `std_srvs/Trigger`'s kind that makes a new scene. */
  resetService: topicSchema.optional(),
  /** Only for robots that are simulated: how to step their time and see their truth. */
  simulation: z.strictObject({ advanceService: topicSchema, truthTopic: topicSchema }).optional(),
});

export type RobotProfile = z.infer<typeof robotProfileSchema>;
export type ActionValue = RobotProfile['action'][number];
export type CommandProfile = RobotProfile['commands'][number];
export type InputAxis = (typeof INPUT_AXES)[number];

/**
 * Read a robot profile's JSON text.
 *
 * @throws AppError `invalid-input` with the path of each wrong field, also where one part names a value that
 * no other part has.
 */
export function parseRobotProfile(text: string, source: string): RobotProfile {
  const profile = parseJson(robotProfileSchema, text, source);
  const issues = crossCheck(profile);
  if (issues.length > 0) throw invalidInput(issues, source);
  return profile;
}

function crossCheck(profile: RobotProfile): Issue[] {
  const issues: Issue[] = [];
  const stateValues = profile.streams.flatMap((stream) => stream.values.map((value) => value.name));
  const actionNames = profile.action.map((value) => value.name);

  const expectKnown = (path: string, name: string, known: string[], kind: string): void => {
    if (!known.includes(name)) {
      issues.push({ path, message: `expected one of the ${kind} ${known.join(', ')}, found "${name}"` });
    }
  };
  const expectUnique = (names: string[], path: string): void => {
    for (const [i, name] of names.entries()) {
      if (names.indexOf(name) !== i) issues.push({ path, message: `"${name}" stands there twice` });
    }
  };

  expectUnique(
    [...profile.cameras, ...profile.streams].map(({ name }) => name),
    'cameras and streams',
  );
  expectUnique(stateValues, 'streams[].values');
  expectUnique(actionNames, 'action');
  profile.state.forEach((name, i) => {
    expectKnown(`state[${i}]`, name, stateValues, 'stream values');
  });
  profile.action.forEach((value, i) => {
    if (value.kind === 'position')
      expectKnown(`action[${i}].state`, value.state, profile.state, 'state values');
    if (value.kind !== 'velocity' || value.workspace === undefined) return;
    const { state, min, max } = value.workspace;
    expectKnown(`action[${i}].workspace.state`, state, profile.state, 'state values');
    if (min >= max) {
      issues.push({
        path: `action[${i}].workspace`,
        message: `expected min below max, found ${min} and ${max}`,
      });
    }
  });
  const commanded = new Set<string>();
  profile.commands.forEach((command, i) => {
    for (const [path, name] of Object.entries(command.fields)) {
      expectKnown(`commands[${i}].fields["${path}"]`, name, actionNames, 'actions');
      commanded.add(name);
    }
  });
  profile.action.forEach((value, i) => {
    if (!commanded.has(value.name)) {
      issues.push({ path: `action[${i}]`, message: `no command sends "${value.name}"` });
    }
  });
  if (profile.rates.stepHz > profile.rates.commandHz) {
    const { stepHz, commandHz } = profile.rates;
    issues.push({
      path: 'rates.stepHz',
      message: `expected at most commandHz ${commandHz}, found ${stepHz}`,
    });
  }
  return issues;
}
