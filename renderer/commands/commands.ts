/**
 * Every command of the screens, as data: keys, palette, tooltips and help all read it here.
 *
 * To add one: give it a line in its scope's table below (or a table of its own file, for a new scope, and a line
 * in `scopes.ts`), then say what it does where it can be done: `useCommands('collect', { undo: () => … })`.
 * A handler that is left out or `undefined` means "not now": its key does nothing and the palette leaves it out.
 * Show its key with `<KeyHint command="collect.undo" />` and its words with `COMMANDS.collect.undo.title`.
 */
import { AUDIT_COMMANDS } from '../audit/audit-commands.ts';
import type { Chord } from './chord.ts';

export interface Command {
  /** What it does, as palette, tooltip and help say it. */
  title: string;
  /** Its keys, until the operator chooses others; any one of them will do. None: the palette alone has it. */
  keys: readonly Chord[];
  /** Holding the key down does it again and again. */
  isRepeatable?: true;
  /** Each key means the next of several things, so it is not one entry of the palette. */
  isCounted?: true;
  /** Also while a text is being typed. */
  isForTyping?: true;
}

export const COMMANDS = {
  everywhere: {
    stop: { title: 'Stop the robot, always', keys: ['Space'] },
    palette: { title: 'Find a command', keys: ['Mod+KeyK'], isForTyping: true },
    help: { title: 'Show or hide the keys', keys: ['F1', 'Slash'] },
    collect: { title: 'Go to Collect', keys: [] },
    episodes: { title: 'Go to Episodes', keys: [] },
    settings: { title: 'Go to Settings', keys: [] },
    theme: { title: 'Switch between dark and light', keys: [] },
    sounds: { title: 'Turn the sounds on or off', keys: [] },
    voice: { title: 'Turn the spoken prompts on or off', keys: [] },
  },
  /** The station reads these as raw keys, so they have no handlers here and stay where they are. */
  drive: {
    deadMan: { title: 'Hold to drive; let go to hold still', keys: ['ShiftLeft', 'ShiftRight'] },
    away: { title: 'Away from the front camera', keys: ['KeyW'] },
    towards: { title: 'Towards the front camera', keys: ['KeyS'] },
    left: { title: 'Left', keys: ['KeyA'] },
    right: { title: 'Right', keys: ['KeyD'] },
    up: { title: 'Up', keys: ['KeyR'] },
    down: { title: 'Down', keys: ['KeyF'] },
    turnLeft: { title: 'Turn left', keys: ['KeyQ'] },
    turnRight: { title: 'Turn right', keys: ['KeyE'] },
    gripper: { title: 'Close or open the gripper', keys: ['KeyG'] },
  },
  collect: {
    primary: { title: 'The large button: begin, go on, keep', keys: ['Enter', 'NumpadEnter'] },
    secondary: {
      title: 'The other ways on, in order',
      keys: ['Digit1', 'Digit2', 'Digit3', 'Digit4'],
      isCounted: true,
    },
    handToPolicy: { title: 'Hand the robot back to the policy', keys: ['KeyP'] },
    undo: { title: 'Take the last mark back', keys: ['KeyU'] },
    abort: { title: 'Hold to abort the episode', keys: ['Backspace'] },
    discard: { title: 'Discard the episode, with a reason', keys: ['KeyX'] },
    resetScene: { title: 'Make a new scene', keys: ['KeyN'] },
    nextCamera: { title: 'Show another camera large', keys: ['KeyC'] },
    graphs: { title: 'Show other graphs, or none', keys: ['KeyB'] },
    repeatPrompt: { title: 'Say again what to do', keys: ['KeyV'] },
    coach: { title: 'Show or hide the coach', keys: ['KeyH'] },
    endSession: { title: 'End the session', keys: [] },
  },
  discard: {
    reason: {
      title: 'The reason, in order',
      keys: ['Digit1', 'Digit2', 'Digit3', 'Digit4', 'Digit5'],
      isCounted: true,
    },
  },
  ...AUDIT_COMMANDS,
} as const satisfies Record<string, Record<string, Command>>;

export type Scope = keyof typeof COMMANDS;
export type ActionOf<S extends Scope> = keyof (typeof COMMANDS)[S] & string;
/** `<scope>.<action>`. */
export type CommandId = { [S in Scope]: `${S}.${ActionOf<S>}` }[Scope];

export function commandsOf<S extends Scope>(scope: S): [ActionOf<S>, Command][] {
  return Object.entries(COMMANDS[scope]) as [ActionOf<S>, Command][];
}

export function commandOf(id: CommandId): Command {
  const [scope, action] = id.split('.') as [Scope, string];
  return (COMMANDS[scope] as Record<string, Command>)[action]!;
}
