import { z } from 'zod';
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
  /** When its intrinsics and its pose were last measured, such as `2026-03-14`. */
  calibratedOn: z.iso.date().optional(),
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

const urdfSchema = z.strictObject({
  /** Relative to the profile's own file, in its folder or below. */
  file: z
    .string()
    .regex(
      /^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.urdf$/,
      'expected a file in the profile’s folder or below, such as "arm/arm.urdf"',
    ),
  /** Joint → state value, in rad or m. Without it the joints move that bear the names of state values. */
  joints: z.record(z.string().min(1), nameSchema).optional(),
  /** Its way is the trail. */
  gripperLink: z.string().min(1),
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
  /** The robot's model, for the screens that draw it. */
  urdf: urdfSchema.optional(),
  /** Only for robots that are simulated: how to step their time and see their truth. */
  simulation: z.strictObject({ advanceService: topicSchema, truthTopic: topicSchema }).optional(),
});

export type RobotProfile = z.infer<typeof robotProfileSchema>;
export type ActionValue = RobotProfile['action'][number];
export type CommandProfile = RobotProfile['commands'][number];
export type InputAxis = (typeof INPUT_AXES)[number];
