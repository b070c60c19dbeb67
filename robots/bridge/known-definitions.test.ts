import { ros1, ros2jazzy } from '@foxglove/rosmsg-msgs-common';
import { expect, it } from 'vitest';
import { KNOWN_TYPES, knownDefinition, shortTypeName } from './known-definitions.ts';
import { parseDefinition } from './message-definitions.ts';

interface Definition {
  definitions: { name: string; type: string; isArray?: boolean; isConstant?: boolean }[];
}

/** Definitions by others, generated from the packages of ROS itself. */
const INDEPENDENT = {
  1: ros1 as Record<string, Definition>,
  2: ros2jazzy as Record<string, Definition>,
};

it.each([1, 2] as const)('says of ROS %i what ROS says', (version) => {
  let compared = 0;
  for (const type of KNOWN_TYPES) {
    const { root, nested } = parseDefinition(knownDefinition(type, version)!, version, type);
    for (const [name, fields] of [[type, root] as const, ...nested]) {
      const theirs = INDEPENDENT[version][name];
      if (theirs === undefined) continue;
      compared += 1;
      const plain = ({ name, type, isArray }: { name: string; type: string; isArray?: boolean }) =>
        `${type}${isArray ? '[]' : ''} ${name}`;
      expect(fields.map(plain), name).toEqual(theirs.definitions.filter((f) => !f.isConstant).map(plain));
    }
  }
  expect(compared).toBeGreaterThan(30);
});

it('knows a type by either spelling, and says of what it does not know that it does not', () => {
  expect(shortTypeName('sensor_msgs/msg/JointState')).toBe('sensor_msgs/JointState');
  expect(knownDefinition('geometry_msgs/msg/Twist', 2)).toBe(knownDefinition('geometry_msgs/Twist', 2));
  expect(knownDefinition('my_msgs/Own', 2)).toBeNull();
});
