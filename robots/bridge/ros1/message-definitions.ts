import { parse } from '@foxglove/rosmsg';
import { ros1 } from '@foxglove/rosmsg-msgs-common';
import { AppError } from '../../../core/errors.ts';

export type MessageDefinition = ReturnType<typeof parse>[number];

/** Of commands that the common catalogue does not have. */
const FURTHER: Readonly<Record<string, string>> = {
  'control_msgs/JointJog': `Header header
string[] joint_names
float64[] displacements
float64[] velocities
float64 duration`,
  'control_msgs/GripperCommand': `float64 position
float64 max_effort`,
  'control_msgs/GripperCommandGoal': `GripperCommand command`,
  'control_msgs/GripperCommandActionGoal': `Header header
actionlib_msgs/GoalID goal_id
GripperCommandGoal goal`,
};

const catalogue: ReadonlyMap<string, MessageDefinition> = new Map([
  ...Object.entries(ros1 as Record<string, MessageDefinition>),
  ...Object.entries(FURTHER).map(([name, text]): [string, MessageDefinition] => [
    name,
    { name, definitions: qualified(parse(text)[0]!, name) },
  ]),
]);

/**
 * The definition of a type to publish, and behind it those of all types within, as `@foxglove/rosmsg` has
 * them. A ROS 1 publisher must know it: subscribers refuse any other by its MD5 sum.
 *
 * @throws AppError `not-found`
 */
export function messageDefinitions(type: string): MessageDefinition[] {
  const root = catalogue.get(type);
  if (root === undefined) throw new AppError('not-found', `messages of type ${type} cannot be sent`);
  const within = new Map<string, MessageDefinition>();
  const collect = ({ definitions }: MessageDefinition): void => {
    for (const field of definitions) {
      const inner = field.isComplex === true ? catalogue.get(field.type) : undefined;
      if (inner === undefined || within.has(field.type)) continue;
      within.set(field.type, inner);
      collect(inner);
    }
  };
  collect(root);
  return [{ definitions: root.definitions }, ...within.values()];
}

/** A type within is named without its package where it is of the same one. */
function qualified({ definitions }: MessageDefinition, name: string): MessageDefinition['definitions'] {
  const packageName = name.split('/')[0]!;
  return definitions.map((field) => {
    if (field.isComplex !== true || field.type.includes('/')) return field;
    return { ...field, type: field.type === 'Header' ? 'std_msgs/Header' : `${packageName}/${field.type}` };
  });
}
