import type { RosMessage } from '../bridge/bridge.ts';
import { shortTypeName } from '../bridge/known-definitions.ts';
import type { RobotProfile } from '../profile.ts';
import { identifier, streamName, usualRateHz } from './names.ts';
import type { SurveyedTopic } from './survey.ts';

type StateStream = RobotProfile['streams'][number];

/** A joint as the survey saw it. */
export interface SurveyedJoint {
  /** As the robot calls it. */
  name: string;
  unit: 'rad' | 'm';
  /** The state value of its position, and what that is now. */
  state: string;
  position: number;
}

export interface ProposedStreams {
  streams: StateStream[];
  joints: SurveyedJoint[];
  notes: string[];
}

/** A message of joints does not say which of them slide. */
const SLIDING = /width|finger|gantry|slid|rail|linear|prismatic|elevator|lift_joint$|torso/i;

/** The joints, and the forces and poses, that came. */
export function proposeStreams(topics: readonly SurveyedTopic[]): ProposedStreams {
  const streams: StateStream[] = [];
  const joints: SurveyedJoint[] = [];
  const notes: string[] = [];
  const taken = new Set<string>();
  const add = (topic: SurveyedTopic, otherwise: string, values: StateStream['values']): void => {
    if (values.length === 0) return;
    const name = streamName(topic.name, otherwise, taken);
    taken.add(name);
    streams.push({ name, topic: topic.name, type: topic.type, rateHz: usualRateHz(topic.rateHz), values });
  };
  const alive = topics.filter(({ sample }) => sample !== null);
  // The plain name first: other topics of joints often say the same again.
  const jointTopics = ofType(alive, 'sensor_msgs/JointState').sort((a, b) => a.name.length - b.name.length);
  for (const topic of jointTopics) {
    const found = readJoints(topic.sample!).filter(({ name }) =>
      joints.every((joint) => joint.name !== name),
    );
    if (found.length === 0)
      notes.push(`${topic.name} has no joint that is not in another topic; it is left out.`);
    joints.push(...found);
    add(topic, 'joints', jointValues(topic.sample!, found));
  }
  for (const topic of ofType(alive, 'geometry_msgs/WrenchStamped')) {
    add(topic, 'wrench', vectorValues(topic, 'wrench.force', 'force', 'N'));
  }
  for (const topic of ofType(alive, 'geometry_msgs/PoseStamped')) {
    add(topic, 'pose', [
      ...vectorValues(topic, 'pose.position', 'position', 'm'),
      ...['x', 'y', 'z', 'w'].map((part) => ({
        name: `${identifier(topic.name.slice(1))}.orientation.${part}`,
        unit: '',
        path: `pose.orientation.${part}`,
      })),
    ]);
  }
  const sliding = joints.filter(({ unit }) => unit === 'm').map(({ name }) => name);
  if (sliding.length > 0) notes.push(`Taken for sliding joints by their names, in m: ${sliding.join(', ')}.`);
  return { streams, joints, notes };
}

/** The name of the state value that has this part of a pose's position. */
export function poseStateName(topic: string, part: 'x' | 'y' | 'z'): string {
  return `${identifier(topic.slice(1))}.position.${part}`;
}

function ofType(topics: readonly SurveyedTopic[], type: string): SurveyedTopic[] {
  return topics.filter((topic) => shortTypeName(topic.type) === type);
}

function readJoints({ name, position }: RosMessage): SurveyedJoint[] {
  if (!Array.isArray(name)) return [];
  return (name as unknown[]).flatMap((joint, i) => {
    const at = (position as ArrayLike<unknown> | undefined)?.[i];
    if (typeof joint !== 'string' || typeof at !== 'number' || !/^[^\]]+$/.test(joint)) return [];
    const unit = SLIDING.test(joint) ? ('m' as const) : ('rad' as const);
    return [{ name: joint, unit, state: `${identifier(joint)}.position`, position: at }];
  });
}

function jointValues(
  { name, velocity }: RosMessage,
  joints: readonly SurveyedJoint[],
): StateStream['values'] {
  const hasVelocity = (velocity as ArrayLike<unknown> | undefined)?.length === (name as unknown[]).length;
  return [
    ...joints.map(({ name: joint, unit, state }) => ({ name: state, unit, path: `position[${joint}]` })),
    ...(hasVelocity ? joints : []).map(({ name: joint, unit }) => ({
      name: `${identifier(joint)}.velocity`,
      unit: `${unit}/s`,
      path: `velocity[${joint}]`,
    })),
  ];
}

function vectorValues(topic: SurveyedTopic, path: string, what: string, unit: string): StateStream['values'] {
  return ['x', 'y', 'z'].map((part) => ({
    name: `${identifier(topic.name.slice(1))}.${what}.${part}`,
    unit,
    path: `${path}.${part}`,
  }));
}
