import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandMessage } from '../commands.ts';
import { KNOWN_COMMAND_TYPES } from '../message-kinds.ts';
import { parseRobotProfile } from '../parse-profile.ts';
import { writeStamp } from '../ros-time.ts';
import { CommandLimits } from '../safety/limits.ts';

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.json'));

function read(file: string) {
  return parseRobotProfile(readFileSync(new URL(file, import.meta.url), 'utf8'), file);
}

describe.each(files)('%s', (file) => {
  const profile = read(file);

  it('is called what its file is called', () => {
    expect(`${profile.name}.json`).toBe(file);
  });

  it('says who stops the robot when commands cease', () => {
    expect(profile.onSilence.stoppedBy).not.toBe('nobody');
  });

  it('sends a whole message on each of its topics, from the middle of the workspace on', () => {
    const state = profile.state.map((name) => {
      const of = profile.action.find(
        (action) => action.kind !== 'gripper' && action.workspace?.state === name,
      );
      if (of === undefined || of.kind === 'gripper') return 0;
      return (of.workspace!.min + of.workspace!.max) / 2;
    });
    const limits = new CommandLimits(profile);
    const intent = {
      axes: { right: 1, away: 1, up: 1, roll: 1, pitch: 1, yaw: 1 },
      isGripperClosed: false,
      isDeadManHeld: true,
    };
    const { values } = limits.limit(intent, { state, stateAgeS: 0, sinceLastS: 0 });
    for (const command of profile.commands) {
      const message = commandMessage(profile, command, values, 1n, (ns) => writeStamp(ns, 2));
      expect(JSON.stringify(message)).toMatch(/[1-9]/);
    }
    profile.action.forEach((action, i) => {
      if (action.kind === 'velocity') expect(Math.sign(values[i]!)).toBe(action.direction);
    });
  });
});

it('has two arms with four cameras among them', () => {
  const { cameras, commands } = read('bimanual-four-cameras.json');
  expect(cameras).toHaveLength(4);
  expect(commands).toHaveLength(4);
});

it('is told in the guide, file by file, and so is every kind of command', () => {
  const guide = readFileSync(new URL('../../docs/guide/robots.md', import.meta.url), 'utf8');
  for (const name of [...files, ...KNOWN_COMMAND_TYPES]) expect(guide).toContain(`\`${name}\``);
});
