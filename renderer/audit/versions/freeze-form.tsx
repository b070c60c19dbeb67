import { useState } from 'react';
import { useStore } from 'zustand';
import type { AuditFilter } from '../../../core/contract/audit.ts';
import { useServices } from '../../app/services.ts';
import controls from '../../shared/controls.module.css';
import { countOf } from '../../shared/format.ts';
import { settingsStore } from '../../shared/settings.ts';
import { AuthorField } from '../decisions/author-field.tsx';
import { useRequest } from '../use-request.ts';
import styles from './freeze-form.module.css';

/** Freezes what the queue shows now; rejected episodes are never among it. */
export function FreezeForm({ onFrozen }: { onFrozen(): void }) {
  const { intents, queue } = useServices();
  const filter = useStore(queue.store, (state) => state.filter);
  const by = useStore(settingsStore, (settings) => settings.auditor);
  const [name, setName] = useState('');
  const counted = useRequest('audit.query', { filter, limit: 0 }, name);
  const freeze = async (): Promise<void> => {
    const isFrozen = await intents.perform('versions.freeze', { name: name.trim(), by: by.trim(), filter });
    if (!isFrozen) return;
    setName('');
    onFrozen();
  };
  return (
    <form
      className={styles.form}
      aria-label="Freeze a version"
      onSubmit={(event) => {
        event.preventDefault();
        void freeze();
      }}
    >
      <p>
        Freeze what the <a href="#/episodes">queue</a> shows: <strong>{describe(filter)}</strong>
        {counted.status === 'loaded' && `, ${countOf(counted.value.total, 'episode')}`}. Rejected ones are
        left out.
      </p>
      <div>
        <label>
          Name of the version
          <input
            className={controls.input}
            value={name}
            placeholder="tshirt-2026-11"
            maxLength={64}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <AuthorField />
        <button type="submit" className={controls.primary} disabled={name.trim() === '' || by.trim() === ''}>
          Freeze
        </button>
      </div>
    </form>
  );
}

function describe(filter: AuditFilter): string {
  const conditions = Object.entries(filter).map(([condition, value]) =>
    Array.isArray(value) ? `${value.length} chosen ones` : `${condition} ${value}`,
  );
  return conditions.length === 0 ? 'all episodes' : conditions.join(', ');
}
