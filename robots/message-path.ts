import { AppError } from '../core/errors.ts';

type Message = Record<string, unknown>;

/**
 * A reader of one number in a ROS message. `wrench.force.z` goes down by name, `data[3]` by index, and
 * `position[wrist_yaw]` by the joint's place in the `name` array beside it, as `sensor_msgs/JointState` has
 * it: the order of joints may change from message to message.
 *
 * The reader throws AppError `invalid-input` where the message does not have the number.
 */
export function numberReader(path: string): (message: Message) => number {
  const match = /^([A-Za-z0-9_.]+)(?:\[([^\]]+)\])?$/.exec(path);
  if (match === null) {
    throw new AppError(
      'invalid-input',
      `expected a path such as "wrench.force.z" or "position[joint_1]", found "${path}"`,
    );
  }
  const keys = match[1]!.split('.');
  const element = match[2];
  return (message) => {
    let parent: Message = message;
    let value: unknown = message;
    for (const key of keys) {
      parent = value as Message;
      value = (value as Message | null | undefined)?.[key];
    }
    if (element !== undefined) value = elementOf(value, parent, element);
    if (typeof value === 'number') return value;
    if (typeof value === 'bigint') return Number(value);
    throw new AppError(
      'invalid-input',
      `the message has no number at ${path}, found ${JSON.stringify(value)?.slice(0, 60) ?? 'nothing'}`,
    );
  };
}

function elementOf(array: unknown, parent: Message, element: string): unknown {
  const index = /^\d+$/.test(element)
    ? Number(element)
    : ((parent.name as string[] | undefined)?.indexOf(element) ?? -1);
  return (array as ArrayLike<unknown> | undefined)?.[index];
}

/** Put `value` at `path` (`twist.linear.x`), making the objects on the way. */
export function writeNumber(message: Message, path: string, value: number): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  let parent = message;
  for (const key of keys) {
    parent[key] ??= {};
    parent = parent[key] as Message;
  }
  parent[last] = value;
}
