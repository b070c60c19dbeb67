import { useId } from 'react';
import controls from '../shared/controls.module.css';
import styles from './export-form.module.css';

interface ChoiceProps {
  title: string;
  value: string;
  /** Value and words. */
  options: readonly (readonly [string, string])[];
  /** What the chosen one is. */
  hint: string;
  /** The hint is a line of code. */
  isCode?: boolean;
  onChange(value: string): void;
}

/** One of several, with a line that says what it is. */
export function Choice({ title, value, options, hint, isCode = false, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{title}</label>
      <select
        id={id}
        className={controls.input}
        value={value}
        disabled={options.length === 0}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      <p id={`${id}-hint`}>{isCode ? <code>{hint}</code> : hint}</p>
    </div>
  );
}
