import { useStore } from 'zustand';
import controls from '../../shared/controls.module.css';
import { changeSettings, settingsStore } from '../../shared/settings.ts';
import styles from './author-field.module.css';

/** Who decides; it stands with every decision. */
export function AuthorField() {
  const author = useStore(settingsStore, (settings) => settings.auditor);
  return (
    <label className={styles.author}>
      Deciding as
      <input
        className={controls.input}
        value={author}
        placeholder="your name"
        maxLength={100}
        autoComplete="name"
        onChange={(event) => changeSettings({ auditor: event.currentTarget.value })}
        // Enter ends the typing, so that the keys decide again.
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </label>
  );
}
