import { type CommandId, commandOf } from '../commands/commands.ts';
import { chooseKeys, commandsAt } from '../commands/key-bindings.ts';

/** Keys that are spoken for wherever one is. */
const RESERVED = ['Space', 'Escape', 'Tab'];

/**
 * Take this key or pedal for the command. A dead-man keeps its usual keys beside it: whatever was chosen once, the
 * key that everybody knows lets the operator drive, and hold still.
 *
 * @returns why it cannot be chosen, in words; null when it is chosen
 */
export function chooseKey(id: CommandId, code: string): string | null {
  if (RESERVED.includes(code)) return `${code} keeps its meaning on every screen. Choose another key.`;
  const others = commandsAt(code, id);
  if (others.length > 0) return `That key already means “${commandOf(others[0]!).title}”. Choose another.`;
  const beside = id === 'drive.deadMan' ? commandOf(id).keys : [];
  chooseKeys(id, [...new Set([...beside, code])]);
  return null;
}
