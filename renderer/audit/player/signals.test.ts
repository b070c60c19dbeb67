import { expect, it } from 'vitest';
import { groupByUnit, shortNames } from './signals.ts';

it('puts signals of one unit on one axis', () => {
  const signals = [
    { name: 'x', unit: 'm', values: [1] },
    { name: 'yaw', unit: 'rad', values: [2] },
    { name: 'y', unit: 'm', values: [3] },
  ];
  const groups = groupByUnit('State', signals);
  expect(
    groups.map(({ title, unit, signals: members }) => [title, unit, members.map(({ name }) => name)]),
  ).toEqual([
    ['State', 'm', ['x', 'y']],
    ['State', 'rad', ['yaw']],
  ]);
});

it.each([
  [
    ['gantry_x.position', 'gantry_y.position'],
    ['gantry_x', 'gantry_y'],
  ],
  [
    ['twist.linear.x', 'twist.linear.y'],
    ['x', 'y'],
  ],
  [
    ['twist.linear.x', 'twist.angular.x'],
    ['linear', 'angular'],
  ],
  [['wrist_yaw.position'], ['wrist_yaw.position']],
  [
    ['a', 'a.b'],
    ['a', 'a.b'],
  ],
  [[], []],
])('shortens %j to %j', (names, short) => expect(shortNames(names)).toEqual(short));
