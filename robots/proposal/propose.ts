import { AppError } from '../../core/errors.ts';
import { parseRobotProfile } from '../parse-profile.ts';
import type { RobotProfile } from '../profile.ts';
import { proposeCameras } from './cameras.ts';
import { proposeCommands } from './commands.ts';
import { proposeStreams } from './streams.ts';
import type { Survey } from './survey.ts';

export interface Proposal {
  profile: RobotProfile;
  /** What was guessed and wants a look before anything moves, and what was left out; one sentence each. */
  notes: string[];
}

export interface ProposalOptions {
  name: string;
  title: string;
  bridge: RobotProfile['bridge'];
}

const COMMAND_HZ = 50;
const STEP_HZ = 10;
const WATCHDOG = { inputMs: 300, stateMs: 500 };

/**
 * A profile for what a survey found. It is valid, slow and small: whoever knows the robot widens it. It does
 * not say that anything stops the robot in silence unless that is in the nature of its controller.
 *
 * @throws AppError `unavailable` when the survey found no state or nothing to command
 */
export function proposeProfile(survey: Survey, { name, title, bridge }: ProposalOptions): Proposal {
  const cameras = proposeCameras(survey.topics);
  const states = proposeStreams(survey.topics);
  if (states.streams.length === 0) {
    throw new AppError(
      'unavailable',
      `nothing of the robot’s state came within ${survey.listenedForMs / 1000} s: a profile needs a topic of sensor_msgs/JointState. Start the robot’s driver`,
    );
  }
  const motion = proposeCommands(survey.topics, states.joints);
  if (motion === null) {
    throw new AppError(
      'unavailable',
      'no topic looks like a place for commands: start the robot’s controller, such as MoveIt Servo or a ros2_control controller',
    );
  }
  const draft = {
    format: 1,
    name,
    title,
    bridge,
    rates: { commandHz: COMMAND_HZ, stepHz: STEP_HZ },
    cameras: cameras.cameras,
    streams: states.streams,
    state: states.streams.flatMap(({ values }) => values.map((value) => value.name)),
    action: motion.action,
    commands: motion.commands,
    onSilence: motion.onSilence,
    watchdog: WATCHDOG,
  };
  return {
    // A proposal that the station would refuse is a fault of ours, and is found here.
    profile: parseRobotProfile(JSON.stringify(draft), 'proposal'),
    notes: [...cameras.notes, ...states.notes, ...motion.notes],
  };
}
