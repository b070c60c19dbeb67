import { describe, expect, it } from 'vitest';
import { bindingsOf, findBinding, KEYMAP, SCOPES_TOGETHER, type Scope } from './keymap.ts';

describe('the keymap', () => {
  it.each(SCOPES_TOGETHER.map((scopes) => [scopes.join(' + '), scopes] as const))(
    'gives each key one meaning in %s',
    (_name, scopes) => {
      const keys = scopes.flatMap((scope) =>
        bindingsOf(scope).flatMap(([action, { codes }]) =>
          codes.map((code) => ({ code, at: `${scope}.${action}` })),
        ),
      );
      const clashes = keys.filter(({ code }, i) => keys.findIndex((other) => other.code === code) !== i);
      expect(clashes).toEqual([]);
    },
  );

  it('has every scope checked for clashes', () => {
    const checked = new Set(SCOPES_TOGETHER.flat());
    expect((Object.keys(KEYMAP) as Scope[]).filter((scope) => !checked.has(scope))).toEqual([]);
  });

  it('leaves Escape to dialogs wherever the robot can be driven', () => {
    for (const scope of ['everywhere', 'drive', 'collect', 'discard'] as const) {
      expect(findBinding(scope, 'Escape')).toBeNull();
    }
  });

  it('says which of several keys was pressed', () => {
    expect(findBinding('collect', 'Digit2')).toMatchObject({ action: 'secondary', keyIndex: 1 });
    expect(findBinding('collect', 'KeyW')).toBeNull();
  });
});
