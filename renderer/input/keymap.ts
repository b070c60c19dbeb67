/**
 * Every key of the screens, as data: handlers, button labels and the help all read it here. Keys are
 * physical (`KeyboardEvent.code`), so that a hand finds them in the same place on every layout.
 */
export interface KeyBinding {
  codes: readonly string[];
  /** What it does, as the help says it. */
  label: string;
  /** Holding the key down does it again and again. */
  isRepeatable?: true;
}

export const KEYMAP = {
  everywhere: {
    stop: { codes: ['Space'], label: 'Stop the robot, always' },
    help: { codes: ['F1', 'Slash'], label: 'Show or hide the keys' },
  },
  drive: {
    deadMan: { codes: ['ShiftLeft', 'ShiftRight'], label: 'Hold to drive; let go to hold still' },
    away: { codes: ['KeyW'], label: 'Away from the front camera' },
    towards: { codes: ['KeyS'], label: 'Towards the front camera' },
    left: { codes: ['KeyA'], label: 'Left' },
    right: { codes: ['KeyD'], label: 'Right' },
    up: { codes: ['KeyR'], label: 'Up' },
    down: { codes: ['KeyF'], label: 'Down' },
    turnLeft: { codes: ['KeyQ'], label: 'Turn left' },
    turnRight: { codes: ['KeyE'], label: 'Turn right' },
    gripper: { codes: ['KeyG'], label: 'Close or open the gripper' },
  },
  collect: {
    primary: { codes: ['Enter', 'NumpadEnter'], label: 'The large button: begin, go on, keep' },
    secondary: { codes: ['Digit1', 'Digit2', 'Digit3', 'Digit4'], label: 'The other ways on, in order' },
    undo: { codes: ['KeyU'], label: 'Take the last mark back' },
    abort: { codes: ['Backspace'], label: 'Hold to abort the episode' },
    discard: { codes: ['KeyX'], label: 'Discard the episode, with a reason' },
    resetScene: { codes: ['KeyN'], label: 'Make a new scene' },
    nextCamera: { codes: ['KeyC'], label: 'Show another camera large' },
  },
  discard: {
    reason: { codes: ['Digit1', 'Digit2', 'Digit3', 'Digit4', 'Digit5'], label: 'The reason, in order' },
  },
  replay: {
    playPause: { codes: ['KeyK', 'KeyP'], label: 'Play or pause' },
    stepBack: { codes: ['ArrowLeft'], label: 'One step back', isRepeatable: true },
    stepForward: { codes: ['ArrowRight'], label: 'One step on', isRepeatable: true },
    jumpBack: { codes: ['KeyJ'], label: 'One second back', isRepeatable: true },
    jumpForward: { codes: ['KeyL'], label: 'One second on', isRepeatable: true },
    previousPhase: { codes: ['BracketLeft'], label: 'To the phase before' },
    nextPhase: { codes: ['BracketRight'], label: 'To the next phase' },
    start: { codes: ['Home'], label: 'To the start' },
    end: { codes: ['End'], label: 'To the end' },
    slower: { codes: ['Minus'], label: 'Slower' },
    faster: { codes: ['Equal'], label: 'Faster' },
    close: { codes: ['Escape'], label: 'Back to the list' },
  },
} as const satisfies Record<string, Record<string, KeyBinding>>;

export type Scope = keyof typeof KEYMAP;
export type KeyAction<S extends Scope> = keyof (typeof KEYMAP)[S] & string;

/** The scopes that listen at the same time; a key may stand in one line only once. */
export const SCOPES_TOGETHER: readonly (readonly Scope[])[] = [
  ['everywhere', 'drive', 'collect'],
  ['everywhere', 'discard'],
  ['everywhere', 'replay'],
];

export interface FoundBinding<S extends Scope> {
  action: KeyAction<S>;
  binding: KeyBinding;
  /** Which of the action's keys it was, for actions that count them. */
  keyIndex: number;
}

export function findBinding<S extends Scope>(scope: S, code: string): FoundBinding<S> | null {
  for (const [action, binding] of bindingsOf(scope)) {
    const keyIndex = binding.codes.indexOf(code);
    if (keyIndex >= 0) return { action, binding, keyIndex };
  }
  return null;
}

export function bindingsOf<S extends Scope>(scope: S): [KeyAction<S>, KeyBinding][] {
  return Object.entries(KEYMAP[scope]) as [KeyAction<S>, KeyBinding][];
}
