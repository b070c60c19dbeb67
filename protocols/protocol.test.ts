import { describe, expect, it } from 'vitest';
import { AppError } from '../core/errors.ts';
import { parseProtocol } from './protocol.ts';
import { shippedProtocols } from './shipped.ts';

function definition(): Record<string, unknown> {
  return structuredClone(shippedProtocols()[0]) as unknown as Record<string, unknown>;
}

function messageFor(change: (protocol: ReturnType<typeof edit>) => void): string {
  const protocol = edit();
  change(protocol);
  try {
    parseProtocol(JSON.stringify(protocol), 'mine.json');
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return (error as AppError).message;
  }
  return 'accepted';
}

interface Editable {
  start: string;
  phases: {
    name: string;
    suggestedMs: unknown;
    transitions: { id: string; to: string; outcome?: string; relabel?: string }[];
  }[];
  rules: { atLeast: Record<string, unknown>; order: string[] };
  extra?: number;
}

function edit(): Editable {
  return definition() as unknown as Editable;
}

describe('parseProtocol', () => {
  it('accepts what is shipped', () => {
    expect(messageFor(() => {})).toBe('accepted');
  });

  it.each<[string, (protocol: Editable) => void, string]>([
    ['a wrong type', (p) => (p.phases[1]!.suggestedMs = 'long'), 'phases[1].suggestedMs: expected number'],
    ['an unknown key', (p) => (p.extra = 1), 'Unrecognized key: "extra"'],
    [
      'a dangling start',
      (p) => (p.start = 'begin'),
      'start: expected one of the phases failure, recovery, success, found "begin"',
    ],
    [
      'a dangling target',
      (p) => (p.phases[0]!.transitions[0]!.to = 'home'),
      'phases[0].transitions[0].to: expected one of',
    ],
    [
      'a dangling relabel',
      (p) => (p.phases[2]!.transitions[1]!.relabel = 'oops'),
      'phases[2].transitions[1].relabel',
    ],
    ['a dangling rule', (p) => (p.rules.atLeast = { triumph: 1 }), 'rules.atLeast.triumph: expected one of'],
    [
      'an end without outcome',
      (p) => delete p.phases[2]!.transitions[0]!.outcome,
      'phases[2].transitions[0].outcome: expected "success" or "failure"',
    ],
    [
      'an outcome without end',
      (p) => (p.phases[0]!.transitions[0]!.outcome = 'success'),
      'phases[0].transitions[0].outcome: expected none',
    ],
    [
      'two phases of one name',
      (p) => (p.phases[1]!.name = 'failure'),
      'phases[1].name: expected a name of its own',
    ],
    [
      'two marks of one id',
      (p) => (p.phases[2]!.transitions[1]!.id = 'succeeded'),
      'phases[2].transitions[1].id: expected an id of its own',
    ],
    [
      'a dead end',
      (p) => (p.phases[1]!.transitions = []),
      'phases[1].transitions: expected a way out of "recovery"',
    ],
    [
      'a phase out of reach',
      (p) => (p.phases[1]!.transitions[0]!.to = 'failure'),
      'phases[2]: "success" is never reached from "failure"',
    ],
  ])('refuses %s by its path', (_name, change, expected) => {
    const message = messageFor(change);
    expect(message).toContain(expected);
    expect(message).toContain('(mine.json)');
  });

  it('says where JSON breaks off', () => {
    expect(() => parseProtocol('{"format": 1,', 'mine.json')).toThrow(/not valid JSON.*mine\.json/);
  });
});
