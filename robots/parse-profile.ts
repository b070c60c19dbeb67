import { type Issue, invalidInput, parseJson } from '../core/parse.ts';
import { shortTypeName } from './bridge/known-definitions.ts';
import { messageKind } from './message-kinds.ts';
import { type ActionValue, type CommandProfile, type RobotProfile, robotProfileSchema } from './profile.ts';

/** Longer braking is no limit but a way to hit something; the search for a way to stop counts on it too. */
const LONGEST_STOP_S = 5;

/**
 * Read a robot profile's JSON text.
 *
 * @throws AppError `invalid-input` with the path of each wrong field, also where one part names a value that
 * no other part has.
 */
export function parseRobotProfile(text: string, source: string): RobotProfile {
  const profile = parseJson(robotProfileSchema, text, source);
  const issues = checkProfile(profile);
  if (issues.length > 0) throw invalidInput(issues, source);
  return profile;
}

/** Where the parts of a profile, each right in itself, do not fit each other. */
function checkProfile(profile: RobotProfile): Issue[] {
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
  for (const [joint, name] of Object.entries(profile.urdf?.joints ?? {})) {
    expectKnown(`urdf.joints["${joint}"]`, name, profile.state, 'state values');
  }
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
  return [...issues, ...checkRates(profile)];
}

function checkRates({ rates, onSilence }: RobotProfile): Issue[] {
  const issues: Issue[] = [];
  const { stepHz, commandHz } = rates;
  if (stepHz > commandHz) {
    issues.push({
      path: 'rates.stepHz',
      message: `expected at most commandHz ${commandHz}, found ${stepHz}`,
    });
  }
  // One command that comes late must not stop the robot.
  const leastMs = 2000 / commandHz;
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
