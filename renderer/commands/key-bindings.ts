import { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import { type Chord, clashes, matchesChord, parseChord } from './chord.ts';
import { type ActionOf, type CommandId, commandOf, commandsOf, type Scope } from './commands.ts';
import { SCOPES, SCOPES_TOGETHER } from './scopes.ts';

const STORAGE_KEY = 'retrace.keys';

const choicesSchema = z.record(z.string(), z.array(z.string()).min(1)).catch({});

/** The operator's own keys, by command; what is not here has the keys of its table. */
export type KeyChoices = Readonly<Record<string, readonly Chord[]>>;

export const keyBindingStore = createStore<{ choices: KeyChoices }>(() => ({ choices: load() }));

export function keysOf(id: CommandId, choices = keyBindingStore.getState().choices): readonly Chord[] {
  return choices[id] ?? commandOf(id).keys;
}

/** Take these keys for the command from now on; null gives it back those of its table. */
export function chooseKeys(id: CommandId, keys: readonly Chord[] | null): void {
  const { [id]: _before, ...others } = keyBindingStore.getState().choices;
  const choices = keys === null ? others : { ...others, [id]: keys };
  keyBindingStore.setState({ choices });
  localStorage.setItem(STORAGE_KEY, JSON.stringify(choices));
}

/** The commands that listen together with this one and have the key already. */
export function commandsAt(chord: Chord, beside: CommandId): CommandId[] {
  const own = beside.split('.')[0] as Scope;
  const scopes = new Set(SCOPES_TOGETHER.filter((line) => line.includes(own)).flat());
  return [...scopes].flatMap((scope) =>
    commandsOf(scope)
      .map(([action]) => `${scope}.${action}` as CommandId)
      .filter(
        (id) => id !== beside && keysOf(id).some((key) => clashes(key, chord, areShiftsOne(own, scope))),
      ),
  );
}

export interface FoundCommand<S extends Scope> {
  action: ActionOf<S>;
  /** Which of the command's keys it was, for those that count them. */
  keyIndex: number;
}

export function findCommand<S extends Scope>(scope: S, event: KeyboardEvent): FoundCommand<S> | null {
  for (const [action] of commandsOf(scope)) {
    const keyIndex = keysOf(`${scope}.${action}` as CommandId).findIndex((key) =>
      matchesChord(key, event, SCOPES[scope].ignoresShift === true),
    );
    if (keyIndex >= 0) return { action, keyIndex };
  }
  return null;
}

/** Whether this physical key is one of the command's, whatever else is held. */
export function isKeyOf(id: CommandId, code: string): boolean {
  return keysOf(id).some((chord) => parseChord(chord).code === code);
}

/** Whether a key of one scope and the same key with Shift of the other are one press. */
export function areShiftsOne(a: Scope, b: Scope): boolean {
  return SCOPES[a].ignoresShift === true || SCOPES[b].ignoresShift === true;
}

function load(): Record<string, Chord[]> {
  try {
    return choicesSchema.parse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}'));
  } catch {
    return {};
  }
}
