/**
 * The messages that robots are commanded with and that they commonly send, as their packages define them (common_interfaces, control_msgs,
 * actionlib_msgs), in ROS 2's names. A server tells the definitions of what it publishes, not of what it takes.
 */
const BODIES: Readonly<Record<string, string>> = {
  'std_msgs/Bool': 'bool data',
  'std_msgs/Empty': '',
  'std_msgs/Float32': 'float32 data',
  'std_msgs/Float64': 'float64 data',
  'std_msgs/Int32': 'int32 data',
  'std_msgs/String': 'string data',
  'std_msgs/MultiArrayDimension': 'string label\nuint32 size\nuint32 stride',
  'std_msgs/MultiArrayLayout': 'std_msgs/MultiArrayDimension[] dim\nuint32 data_offset',
  'std_msgs/Float32MultiArray': 'std_msgs/MultiArrayLayout layout\nfloat32[] data',
  'std_msgs/Float64MultiArray': 'std_msgs/MultiArrayLayout layout\nfloat64[] data',
  'geometry_msgs/Vector3': 'float64 x\nfloat64 y\nfloat64 z',
  'geometry_msgs/Point': 'float64 x\nfloat64 y\nfloat64 z',
  'geometry_msgs/Quaternion': 'float64 x\nfloat64 y\nfloat64 z\nfloat64 w',
  'geometry_msgs/Pose': 'geometry_msgs/Point position\ngeometry_msgs/Quaternion orientation',
  'geometry_msgs/PoseStamped': 'std_msgs/Header header\ngeometry_msgs/Pose pose',
  'geometry_msgs/Twist': 'geometry_msgs/Vector3 linear\ngeometry_msgs/Vector3 angular',
  'geometry_msgs/TwistStamped': 'std_msgs/Header header\ngeometry_msgs/Twist twist',
  'geometry_msgs/Wrench': 'geometry_msgs/Vector3 force\ngeometry_msgs/Vector3 torque',
  'geometry_msgs/WrenchStamped': 'std_msgs/Header header\ngeometry_msgs/Wrench wrench',
  'sensor_msgs/CompressedImage': 'std_msgs/Header header\nstring format\nuint8[] data',
  'sensor_msgs/Image':
    'std_msgs/Header header\nuint32 height\nuint32 width\nstring encoding\nuint8 is_bigendian\nuint32 step\nuint8[] data',
  'sensor_msgs/JointState':
    'std_msgs/Header header\nstring[] name\nfloat64[] position\nfloat64[] velocity\nfloat64[] effort',
  'trajectory_msgs/JointTrajectoryPoint':
    'float64[] positions\nfloat64[] velocities\nfloat64[] accelerations\nfloat64[] effort\n' +
    'builtin_interfaces/Duration time_from_start',
  'trajectory_msgs/JointTrajectory':
    'std_msgs/Header header\nstring[] joint_names\ntrajectory_msgs/JointTrajectoryPoint[] points',
  'control_msgs/JointJog':
    'std_msgs/Header header\nstring[] joint_names\nfloat64[] displacements\nfloat64[] velocities\nfloat64 duration',
  'control_msgs/GripperCommand': 'float64 position\nfloat64 max_effort',
  'control_msgs/GripperCommandGoal': 'control_msgs/GripperCommand command',
  'actionlib_msgs/GoalID': 'builtin_interfaces/Time stamp\nstring id',
  'control_msgs/GripperCommandActionGoal':
    'std_msgs/Header header\nactionlib_msgs/GoalID goal_id\ncontrol_msgs/GripperCommandGoal goal',
};

const HEADER = 'builtin_interfaces/Time stamp\nstring frame_id';
const SEPARATOR = `\n${'='.repeat(80)}\n`;

/** Every type that {@link knownDefinition} knows. */
export const KNOWN_TYPES: readonly string[] = Object.keys(BODIES);

/** `sensor_msgs/msg/JointState` and `sensor_msgs/JointState` are one type; this is the short spelling. */
export function shortTypeName(type: string): string {
  return type.replace(/^([^/]+)\/(?:msg|srv)\//, '$1/');
}

/**
 * The definition's text with those of its nested types, as `gendeps --cat` writes it for this ROS version.
 * Null for a type that is not among those robots are commonly commanded with.
 */
export function knownDefinition(type: string, rosVersion: 1 | 2): string | null {
  const root = bodyOf(shortTypeName(type), rosVersion);
  if (root === null) return null;
  const parts = [root];
  const seen = new Set<string>();
  const addNested = (body: string): void => {
    for (const [, name] of body.matchAll(/^(\w+\/\w+)/gm)) {
      const nested = bodyOf(name!, rosVersion);
      if (nested === null || seen.has(name!)) continue;
      seen.add(name!);
      parts.push(`MSG: ${name}\n${nested}`);
      addNested(nested);
    }
  };
  addNested(root);
  return parts.join(SEPARATOR);
}

function bodyOf(type: string, rosVersion: 1 | 2): string | null {
  if (type === 'std_msgs/Header') return rosVersion === 1 ? `uint32 seq\n${inRos1(HEADER)}` : HEADER;
  const body = BODIES[type];
  if (body === undefined) return null;
  return rosVersion === 1 ? inRos1(body) : body;
}

/** There, times are built in. */
function inRos1(body: string): string {
  return body
    .replaceAll('builtin_interfaces/Time', 'time')
    .replaceAll('builtin_interfaces/Duration', 'duration');
}
