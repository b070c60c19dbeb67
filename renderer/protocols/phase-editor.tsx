import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { Phase, Transition } from '../../protocols/protocol.ts';
import { PhasePicture, PICTURE_NAMES } from '../collect/coach/phase-picture.tsx';
import { newTransition } from './draft.ts';
import styles from './phase-editor.module.css';
import { TransitionEditor } from './transition-editor.tsx';

const COLORS: readonly Phase['color'][] = ['orange', 'blue', 'green', 'violet', 'teal', 'gray'];
const INTENTS: { value: Phase['intent']; label: string }[] = [
  { value: 'succeed', label: 'Succeed' },
  { value: 'fail', label: 'Fail' },
  { value: 'recover', label: 'Recover' },
  { value: 'free', label: 'Anything' },
];
const MOST_TRANSITIONS = 4;

interface PhaseEditorProps {
  phase: Phase;
  phases: readonly Phase[];
  errorAt(path: string): string | undefined;
  onChange(change: Partial<Phase>): void;
  /** Absent where it is the last one. */
  onRemove: (() => void) | undefined;
}

/** One phase: what to do in it, and the marks that lead out of it. */
export function PhaseEditor({ phase, phases, errorAt, onChange, onRemove }: PhaseEditorProps) {
  const { name, title, prompt, counts = '', picture = '', intent, suggestedMs, color, transitions } = phase;
  const setTransition = (index: number, changed: Transition | null): void =>
    onChange({
      transitions: transitions.flatMap((transition, i) =>
        i !== index ? [transition] : changed === null ? [] : [changed],
      ),
    });
  return (
    <fieldset className={styles.phase} data-phase-color={color}>
      <legend>{title || name}</legend>
      <div className={styles.fields}>
        <TextInput
          label="Name"
          value={name}
          error={errorAt('.name') ?? errorAt('')}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Title"
          value={title}
          error={errorAt('.title')}
          onChange={(event) => onChange({ title: event.currentTarget.value })}
        />
        <NativeSelect
          label="Is meant to"
          value={intent}
          data={INTENTS}
          onChange={(event) => onChange({ intent: event.currentTarget.value as Phase['intent'] })}
        />
        <NumberInput
          label="Seconds, about"
          min={1}
          value={suggestedMs / 1000}
          error={errorAt('.suggestedMs')}
          onChange={(value) => onChange({ suggestedMs: Math.round(Number(value) * 1000) })}
        />
        <NativeSelect
          label="Colour"
          value={color}
          data={[...COLORS]}
          onChange={(event) => onChange({ color: event.currentTarget.value as Phase['color'] })}
        />
        <NativeSelect
          label="Picture"
          value={picture}
          data={[{ value: '', label: 'None' }, ...PICTURE_NAMES]}
          onChange={(event) => onChange({ picture: event.currentTarget.value || undefined })}
        />
        <TextInput
          className={styles.wide}
          label="What to do"
          value={prompt}
          error={errorAt('.prompt')}
          onChange={(event) => onChange({ prompt: event.currentTarget.value })}
        />
        <TextInput
          className={styles.wide}
          label="What counts"
          value={counts}
          error={errorAt('.counts')}
          onChange={(event) => onChange({ counts: event.currentTarget.value || undefined })}
        />
      </div>
      <figure className={styles.picture}>
        <PhasePicture name={picture} label={`${title}, as it should look`} />
      </figure>
      <div className={styles.transitions}>
        {transitions.map((transition, i) => (
          <TransitionEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: a mark's id is what is being typed
            key={i}
            transition={transition}
            isPrimary={i === 0}
            phases={phases}
            errorAt={(path) => errorAt(`.transitions[${i}]${path}`)}
            onChange={(changed) => setTransition(i, changed)}
          />
        ))}
        {errorAt('.transitions') !== undefined && <p className={styles.error}>{errorAt('.transitions')}</p>}
      </div>
      <div className={styles.tools}>
        <button
          type="button"
          disabled={transitions.length >= MOST_TRANSITIONS}
          onClick={() =>
            onChange({ transitions: [...transitions, newTransition(`mark-${transitions.length + 1}`)] })
          }
        >
          <IconPlus size={18} aria-hidden /> Add a way out
        </button>
        {onRemove !== undefined && (
          <button type="button" onClick={onRemove}>
            <IconTrash size={18} aria-hidden /> Remove phase
          </button>
        )}
      </div>
    </fieldset>
  );
}
