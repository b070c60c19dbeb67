import { useState } from 'react';
import { useCommands } from '../../commands/use-commands.ts';
import controls from '../../shared/controls.module.css';
import { KeyHint } from '../../shared/key-hint.tsx';
import styles from './text-field.module.css';

const FIELD_ID = 'task-of-the-episode';

interface TaskFieldProps {
  /** As it is judged now. */
  task: string;
  onWrite(task: string): void;
}

/** What a policy is told that the episode shows: the words of the session, until somebody finds better ones. */
export function TaskField({ task, onWrite }: TaskFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  useCommands('episode', {
    task: () => document.querySelector<HTMLInputElement>(`#${FIELD_ID}`)?.select(),
  });
  const text = draft?.trim() ?? task;
  const isOther = text !== '' && text !== task;
  return (
    <form
      className={styles.field}
      onSubmit={(event) => {
        event.preventDefault();
        if (isOther) onWrite(text);
        setDraft(null);
        (document.activeElement as HTMLElement | null)?.blur();
      }}
    >
      <input
        id={FIELD_ID}
        className={controls.input}
        aria-label="Task of the episode"
        maxLength={500}
        value={draft ?? task}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setDraft(null);
          event.currentTarget.blur();
        }}
      />
      <button type="submit" className={controls.button} disabled={!isOther} title="Enter">
        Keep
      </button>
      <KeyHint command="episode.task" />
    </form>
  );
}
