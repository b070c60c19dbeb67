import { z } from 'zod';
import { type Issue, invalidInput, parseJson } from '../core/parse.ts';
import { shortTypeName } from './bridge/known-definitions.ts';
import { KNOWN_COMMAND_TYPES, messageKind } from './message-kinds.ts';

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

/** Longer braking is no limit but a way to hit something; the search for a way to stop counts on it too. */
const LONGEST_STOP_S = 5;

/** Of the command's motion, per second, second² and second³ of its unit. */
const limitSchema = z.number().min(1e-6).max(1e6);
const limitsSchema = z.strictObject({ speed: limitSchema, acceleration: limitSchema, jerk: limitSchema });

/** The state value that a command moves, and how far it may go. */
const workspaceSchema = z.strictObject({ state: nameSchema, min: z.number(), max: z.number() });

const axisFields = {
  name: nameSchema,
  unit: z.string(),
  axis: z.enum(INPUT_AXES).exclude(['gripper']),
  /** Turns the axis round where the robot's sense is not the operator's. */
  direction: z.literal([1, -1]).default(1),
  limits: limitsSchema,
};

const actionSchema = z.discriminatedUnion('kind', [
  /** The operator's axis is a speed, and so is the command. */
  z.strictObject({ kind: z.literal('velocity'), ...axisFields, workspace: workspaceSchema.optional() }),
  /**
   * The operator's axis is a speed, the command is the position to which it leads. It begins where the robot
   * is at each new press of the dead-man, and never runs far ahead of it.
   */
  z.strictObject({ kind: z.literal('position'), ...axisFields, workspace: workspaceSchema }),
  /** Goes between two positions, and stays where it was sent while the robot is held. */
  z.strictObject({
    kind: z.literal('gripper'),
    name: nameSchema,
    unit: z.string(),
    axis: z.literal('gripper').default('gripper'),
    open: z.number(),
    closed: z.number(),
    /** Without any the command is at once the end position, and the gripper goes there at its own speed. */
    limits: limitsSchema.optional(),
    /** The state value that this position becomes: commands start from where the robot is. */
    state: nameSchema,
  }),
]);

const commandSchema = z.strictObject({
  topic: topicSchema,
  type: z.string().refine((type) => messageKind(type) !== undefined, {
    error: `expected one of ${KNOWN_COMMAND_TYPES.join(', ')}`,
  }),
  /** Of the header, for stamped messages: the frame in which the command is meant. */
  frameId: z.string().optional(),
  /** Path in the message → name of an action value. */
  fields: z.record(z.string().min(1), nameSchema).refine((fields) => Object.keys(fields).length > 0, {
    error: 'expected at least one field',
  }),
  /** Path in the message → what the action's value is multiplied by there: other units, or −1 … 1. */
  scale: z.record(z.string().min(1), z.number()).optional(),
});

/**
 * Who stops the robot when commands cease, as when this computer or the network fails. A forward velocity
 * controller drives on for ever, so a station does not arm where nobody does.
 */
const onSilenceSchema = z.discriminatedUnion('stoppedBy', [
  z.strictObject({ stoppedBy: z.literal('controller'), withinMs: z.number().positive().max(500) }),
  /** A node between bridge and controller that has a watchdog, such as `twist_mux`. */
  z.strictObject({
    stoppedBy: z.literal('relay'),
    relay: z.string().min(1),
    withinMs: z.number().positive().max(500),
  }),
  z.strictObject({ stoppedBy: z.literal('nobody') }),
]);

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

/**
 * A device that speaks over the robot's own bridge: a `sensor_msgs/Joy`, a teleoperation node's
 * `geometry_msgs/Twist`, a leader arm's velocities. It drives while its dead-man is above ½.
 */
const inputTopicSchema = z.strictObject({
  title: z.string().min(1).max(100),
  topic: topicSchema,
  type: z.string().min(1),
  /** Where each axis stands in a message, and what makes its largest value ±1. */
  axes: z.partialRecord(
    z.enum(INPUT_AXES).exclude(['gripper']),
    z.strictObject({ path: z.string().min(1), scale: z.number().default(1) }),
  ),
  deadMan: z.string().min(1),
  /** Each time this comes above ½ the gripper opens or closes. */
  gripper: z.string().min(1).optional(),
});

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
  onSilence: onSilenceSchema.default({ stoppedBy: 'nobody' }),
  inputTopic: inputTopicSchema.optional(),
  watchdog: z.strictObject({
    /** The robot is held when the operator's input, or any stream of the state, is older than this. */
    inputMs: z.number().positive(),
    stateMs: z.number().positive(),
  }),
  predicate: z
    .strictObject({
      title: z.string().min(1),
      topic: topicSchema,
      type: z.literal(['std_msgs/Bool', 'std_msgs/msg/Bool']),
    })
    .optional(),
  /** Keep every message of every topic, too, as `raw.mcap` beside each episode: as large as the episode again. */
  recordsRawTopics: z.boolean().default(false),
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
    issues.push(...checkMotion(value, `action[${i}]`));
    if (value.kind === 'gripper') {
      expectKnown(`action[${i}].state`, value.state, profile.state, 'state values');
    } else if (value.workspace !== undefined) {
      expectKnown(`action[${i}].workspace.state`, value.workspace.state, profile.state, 'state values');
    }
  });
  const commanded = new Set<string>();
  profile.commands.forEach((command, i) => {
    for (const [path, name] of Object.entries(command.fields)) {
      expectKnown(`commands[${i}].fields["${path}"]`, name, actionNames, 'actions');
      commanded.add(name);
    }
    issues.push(...checkCommand(command, profile, `commands[${i}]`));
  });
  expectUnique(
    profile.commands.map(({ topic }) => topic),
    'commands[].topic',
  );
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
  const { onSilence, rates } = profile;
  // One command that comes late must not stop the robot.
  const leastMs = 2000 / rates.commandHz;
  if (onSilence.stoppedBy !== 'nobody' && onSilence.withinMs < leastMs) {
    issues.push({
      path: 'onSilence.withinMs',
      message: `expected at least two periods of commandHz, ${leastMs} ms, found ${onSilence.withinMs}`,
    });
  }
  return issues;
}

function checkMotion(value: ActionValue, path: string): Issue[] {
  const issues: Issue[] = [];
  if (value.kind === 'gripper') {
    if (value.open === value.closed) {
      issues.push({ path, message: `expected open and closed to differ, found ${value.open} twice` });
    }
  } else if (value.workspace !== undefined && value.workspace.min >= value.workspace.max) {
    const { min, max } = value.workspace;
    issues.push({ path: `${path}.workspace`, message: `expected min below max, found ${min} and ${max}` });
  }
  if (value.limits === undefined) return issues;
  const { speed, acceleration, jerk } = value.limits;
  const stopS = speed / acceleration + acceleration / jerk;
  if (stopS > LONGEST_STOP_S) {
    const message = `expected limits that stop the robot within ${LONGEST_STOP_S} s, found ${stopS.toFixed(1)} s`;
    issues.push({ path: `${path}.limits`, message });
  }
  return issues;
}

function checkCommand(command: CommandProfile, profile: RobotProfile, path: string): Issue[] {
  const issues: Issue[] = [];
  const { type, fields, scale = {}, frameId } = command;
  const kind = messageKind(type)!;
  const paths = Object.keys(fields);
  for (const field of paths) {
    if (!kind.fields.test(field)) {
      const message = `expected a field of ${type} such as "${kind.example}"`;
      issues.push({ path: `${path}.fields["${field}"]`, message });
    }
  }
  for (const field of Object.keys(scale)) {
    if (paths.includes(field)) continue;
    issues.push({
      path: `${path}.scale["${field}"]`,
      message: `expected one of the fields ${paths.join(', ')}`,
    });
  }
  if (kind.fields.test('data[0]')) {
    const missing = paths.findIndex((_, i) => !paths.includes(`data[${i}]`));
    if (missing >= 0) issues.push({ path: `${path}.fields`, message: `expected "data[${missing}]" too` });
  }
  if (shortTypeName(type) === 'geometry_msgs/TwistStamped' && frameId === undefined) {
    issues.push({ path: `${path}.frameId`, message: 'expected the frame in which the twist is meant' });
  }
  if (!kind.isGoal) return issues;
  for (const [field, name] of Object.entries(fields)) {
    const action = profile.action.find((value) => value.name === name);
    if (action === undefined || (action.kind === 'gripper' && action.limits === undefined)) continue;
    issues.push({
      path: `${path}.fields["${field}"]`,
      message: 'expected a gripper without "limits": each goal is a new order, so it is sent once',
    });
  }
  return issues;
}
