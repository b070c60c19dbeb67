import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRobotProfile } from './profile.ts';

const text = readFileSync(new URL('./profiles/simulated-tshirt.json', import.meta.url), 'utf8');

interface Editable {
  rates: { stepHz: number };
  bridge: { url: string };
  cameras: { name: string }[];
  state: string[];
  action: { name: string; workspace: { state: string; min: number; max: number } }[];
  commands: { fields: Record<string, string> }[];
}

function messageAfter(change: (profile: Editable) => unknown): string {
  const profile = JSON.parse(text) as Editable;
  change(profile);
  try {
    parseRobotProfile(JSON.stringify(profile), 'mine.json');
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('parseRobotProfile', () => {
  it('accepts the shipped profile', () => {
    expect(messageAfter(() => {})).toBe('accepted');
  });

  it.each<[string, (profile: Editable) => unknown, string]>([
    ['a wrong address', (p) => (p.bridge.url = 'http://robot'), 'bridge.url: expected an address such as'],
    ['an unknown state', (p) => (p.state[1] = 'elbow'), 'state[1]: expected one of the stream values'],
    [
      'a camera twice',
      (p) => (p.cameras[1]!.name = 'front'),
      'cameras and streams: "front" stands there twice',
    ],
    [
      'a name with a dot',
      (p) => (p.cameras[0]!.name = 'front.left'),
      'cameras[0].name: expected a name of letters',
    ],
    ['a workspace of no state', (p) => (p.action[0]!.workspace.state = 'x'), 'action[0].workspace.state'],
    [
      'an empty workspace',
      (p) => (p.action[0]!.workspace.min = 1),
      'action[0].workspace: expected min below max, found 1 and 0.3',
    ],
    [
      'an unknown action',
      (p) => (p.commands[1]!.fields.data = 'grip'),
      'commands[1].fields["data"]: expected one of the actions',
    ],
    [
      'an action that nothing sends',
      (p) => delete p.commands[0]!.fields['twist.linear.z'],
      'action[2]: no command sends "twist.linear.z"',
    ],
    [
      'steps above commands',
      (p) => (p.rates.stepHz = 60),
      'rates.stepHz: expected at most commandHz 50, found 60',
    ],
  ])('refuses %s by its path', (_name, change, expected) => {
    const message = messageAfter(change);
    expect(message).toContain(expected);
    expect(message).toContain('(mine.json)');
  });
});
