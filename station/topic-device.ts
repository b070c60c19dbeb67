import type { AnalogueState, DriveAxis } from '../core/contract/input.ts';
import { messageOf } from '../core/errors.ts';
import { numberReader } from '../robots/message-path.ts';
import type { RobotProfile } from '../robots/profile.ts';
import type { RobotLink } from './robot-link.ts';

type TopicProfile = NonNullable<RobotProfile['inputTopic']>;

/** What is held down counts from here. */
const PRESSED_ABOVE = 0.5;

/** Hear of the input device that the robot's profile names, where it names one. */
export function watchTopicDevice(link: RobotLink, onState: (state: AnalogueState) => void): void {
  const { inputTopic } = link.profile;
  if (inputTopic === undefined) return;
  const read = topicReader(inputTopic);
  link.bridge.subscribe({
    topic: inputTopic.topic,
    type: inputTopic.type,
    isImage: false,
    onMessage: (message) => {
      try {
        const state = read(message);
        link.faults.delete(inputTopic.title);
        onState(state);
      } catch (error) {
        // Nothing is heard of the device any more, so that the watchdog holds the robot.
        link.faults.set(inputTopic.title, `${messageOf(error)} (${inputTopic.topic})`);
      }
    },
  });
}

/**
 * From a message of the profile's `inputTopic` to a device's state. The message's numbers are recorded in the
 * order in which the profile names the axes, then the dead-man and the gripper.
 *
 * @throws (the reader) AppError `invalid-input` where a message lacks a number or it is none
 */
export function topicReader(profile: TopicProfile): (message: Record<string, unknown>) => AnalogueState {
  const axes = Object.entries(profile.axes).map(([axis, { path, scale }]) => ({
    axis: axis as DriveAxis,
    read: numberReader(path),
    scale,
  }));
  const readDeadMan = numberReader(profile.deadMan);
  const readGripper = profile.gripper === undefined ? null : numberReader(profile.gripper);
  return (message) => {
    const values = axes.map(({ read }) => finite(read(message)));
    const deadMan = readDeadMan(message);
    const gripper = readGripper?.(message) ?? 0;
    return {
      device: 'topic',
      id: profile.title,
      axes: values.map((value) => clamp(value, 2)),
      buttons: [deadMan, gripper].map((value) => Math.max(0, clamp(value, 1))),
      drive: {
        axes: Object.fromEntries(axes.map(({ axis, scale }, i) => [axis, clamp(values[i]! * scale, 1)])),
        isDeadManHeld: deadMan > PRESSED_ABOVE,
        isGripperPressed: gripper > PRESSED_ABOVE,
      },
    };
  };
}

/** What is no number moves nothing. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, finite(value)));
}
