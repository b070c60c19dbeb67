import { describe, expect, it } from 'vitest';
import { clashes } from './chord.ts';
import { COMMANDS, type Command, commandsOf, type Scope } from './commands.ts';
import { areShiftsOne } from './key-bindings.ts';
import { SCOPES, SCOPES_TOGETHER } from './scopes.ts';

describe('the commands', () => {
  it.each(SCOPES_TOGETHER.map((scopes) => [scopes.join(' + '), scopes] as const))(
    'give each key one meaning in %s',
    (_name, scopes) => {
      const keys = scopes.flatMap((scope) =>
        commandsOf(scope).flatMap(([action, command]) =>
          command.keys.map((chord) => ({ scope, chord, at: `${scope}.${action} (${chord})` })),
        ),
      );
      const found = keys.flatMap((key, i) =>
        keys
          .slice(i + 1)
          .filter((other) => clashes(key.chord, other.chord, areShiftsOne(key.scope, other.scope)))
          .map((other) => `${key.at} = ${other.at}`),
      );
      expect(found).toEqual([]);
    },
  );

  it('have every scope checked for clashes', () => {
    const checked = new Set(SCOPES_TOGETHER.flat());
    expect((Object.keys(COMMANDS) as Scope[]).filter((scope) => !checked.has(scope))).toEqual([]);
  });

  it('leave Escape to dialogs wherever the robot can be driven', () => {
    const taken = (Object.keys(COMMANDS) as Scope[])
      .filter((scope) => SCOPES[scope].ignoresShift === true)
      .flatMap((scope) => commandsOf(scope))
      .filter(([, command]: [string, Command]) => command.keys.includes('Escape'));
    expect(taken).toEqual([]);
  });
});
