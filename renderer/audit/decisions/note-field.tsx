import { useState } from 'react';
import { useStore } from 'zustand';
import { formatClock } from '../../../core/time.ts';
import { useCommands } from '../../commands/use-commands.ts';
import controls from '../../shared/controls.module.css';
import { KeyHint } from '../../shared/key-hint.tsx';
import type { Player } from '../player/player.ts';
import styles from './text-field.module.css';

const FIELD_ID = 'note-at-the-playhead';

interface NoteFieldProps {
  player: Player;
  onWrite(text: string, atMs: number): void;
}

/** A note is pinned to the row that was shown when the writing began. */
export function NoteField({ player, onWrite }: NoteFieldProps) {
  const [text, setText] = useState('');
  const timeMs = useStore(player.store, (state) => Math.floor(state.timeMs / 100) * 100);
  useCommands('episode', { note: () => document.getElementById(FIELD_ID)?.focus() });
  const write = (): void => {
    if (text.trim() === '') return;
    onWrite(text.trim(), player.store.getState().timeMs);
    setText('');
  };
  return (
    <form
      className={styles.field}
      onSubmit={(event) => {
        event.preventDefault();
        write();
        (document.activeElement as HTMLElement | null)?.blur();
      }}
    >
      <input
        id={FIELD_ID}
        className={controls.input}
        aria-label="Note at the playhead"
        placeholder={`What is to be seen at ${formatClock(timeMs)}`}
        maxLength={2000}
        value={text}
        onFocus={() => player.pause()}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setText('');
          event.currentTarget.blur();
        }}
      />
      <button type="submit" className={controls.button} disabled={text.trim() === ''} title="Enter">
        Keep
      </button>
      <KeyHint command="episode.note" />
    </form>
  );
}
