import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { END, type Phase, type Transition } from '../../protocols/protocol.ts';
import { ledTo } from './draft.ts';
import styles from './transition-editor.module.css';

interface TransitionEditorProps {
  transition: Transition;
  /** The large button's; the others have the smaller ones. */
  isPrimary: boolean;
  phases: readonly Phase[];
  errorAt(path: string): string | undefined;
  /** Null takes it away. */
  onChange(changed: Transition | null): void;
}

/** A mark that the operator sets, and where it leads. */
export function TransitionEditor({
  transition,
  isPrimary,
  phases,
  errorAt,
  onChange,
}: TransitionEditorProps) {
  const { id, label, to, outcome, relabel = '', isNewAttempt } = transition;
  const names = phases.map(({ name, title }) => ({ value: name, label: title }));
  return (
    <div className={styles.transition}>
      <TextInput
        label={isPrimary ? 'Large button' : 'Button'}
        value={label}
        error={errorAt('.label')}
        onChange={(event) => onChange({ ...transition, label: event.currentTarget.value })}
      />
      <TextInput
        label="Mark"
        value={id}
        error={errorAt('.id')}
        onChange={(event) => onChange({ ...transition, id: event.currentTarget.value })}
      />
      <NativeSelect
        label="Leads to"
        value={to}
        error={errorAt('.to')}
        data={[...names, { value: END, label: 'The end' }]}
        onChange={(event) => onChange(ledTo(transition, event.currentTarget.value))}
      />
      {to === END ? (
        <NativeSelect
          label="Outcome"
          value={outcome ?? ''}
          error={errorAt('.outcome')}
          data={['success', 'failure']}
          onChange={(event) =>
            onChange({ ...transition, outcome: event.currentTarget.value as 'success' | 'failure' })
          }
        />
      ) : (
        <Checkbox
          className={styles.check}
          label="New attempt"
          checked={isNewAttempt}
          onChange={(event) => onChange({ ...transition, isNewAttempt: event.currentTarget.checked })}
        />
      )}
      <NativeSelect
        label="It turned out to be"
        value={relabel}
        error={errorAt('.relabel')}
        data={[{ value: '', label: 'What it was' }, ...names]}
        onChange={(event) => onChange({ ...transition, relabel: event.currentTarget.value || undefined })}
      />
      <button
        type="button"
        className={styles.remove}
        aria-label={`Remove "${label}"`}
        onClick={() => onChange(null)}
      >
        <IconX size={18} aria-hidden />
      </button>
    </div>
  );
}
