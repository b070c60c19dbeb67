import { expect, it } from 'vitest';
import { menuGroupsSchema } from '../../core/desktop/menu.ts';
import type { ActivePart } from './active-commands.ts';
import { commandsOf, type Scope } from './commands.ts';
import { menuGroups } from './desktop-menu.ts';
import { SCOPES } from './scopes.ts';

const part = (scope: Scope, actions: readonly string[]): ActivePart => ({
  scope,
  actions,
  run: () => {},
  release: () => {},
});

it('tells what is on the screen, and which of it can be done now', () => {
  const groups = menuGroups([
    part('collect', ['undo']),
    part('collect', ['abort']),
    part('everywhere', ['stop']),
  ]);
  expect(groups.map(({ title }) => title)).toEqual(['Everywhere', 'Collect']);
  const collect = groups[1]!.commands;
  expect(collect.filter(({ isPossible }) => isPossible).map(({ id }) => id)).toEqual([
    'collect.undo',
    'collect.abort',
  ]);
  expect(collect.find(({ id }) => id === 'collect.undo')).toMatchObject({ chord: 'KeyU' });
  expect(collect.find(({ id }) => id === 'collect.endSession')).toMatchObject({ chord: null });
  expect(collect.map(({ id }) => id)).not.toContain('collect.secondary');
});

it('is a menu that the desktop app takes, whatever is on the screen', () => {
  const everything = (Object.keys(SCOPES) as Scope[]).map((scope) =>
    part(
      scope,
      commandsOf(scope).map(([action]) => action),
    ),
  );
  expect(menuGroupsSchema.parse(menuGroups(everything))).toEqual(menuGroups(everything));
});
