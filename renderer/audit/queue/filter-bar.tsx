import { IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { AuditFilter } from '../../../core/contract/audit.ts';
import { useServices, useSnapshot } from '../../app/services.ts';
import controls from '../../shared/controls.module.css';
import { KeyHint } from '../../shared/key-hint.tsx';
import { useRequest } from '../use-request.ts';
import { dayOf, nextDay, startOfDay } from './days.ts';
import styles from './filter-bar.module.css';
import { FilterSelect } from './filter-select.tsx';
import { protocolOptions } from './protocol-options.ts';

export const SEARCH_ID = 'search-the-episodes';

const TYPING_MS = 200;
const OUTCOMES = { success: 'Success', failure: 'Failure', aborted: 'Aborted' };
const LABEL_STATES = {
  unjudged: 'Not judged',
  accepted: 'Accepted',
  rejected: 'Rejected',
  'second-look': 'Second look',
};

/** Which episodes the queue has; all conditions hold together. */
export function FilterBar({ revision }: { revision: string }) {
  const { queue } = useServices();
  const filter = useStore(queue.store, (state) => state.filter);
  const facets = useRequest('audit.facets', {}, revision);
  const protocols = useSnapshot((snapshot) => snapshot.protocols);
  const offered = facets.status === 'loaded' ? facets.value : NOTHING_OFFERED;
  const change = (changed: Partial<AuditFilter>): void => {
    const entries = Object.entries({ ...filter, ...changed }).filter(([, value]) => value !== undefined);
    queue.ask({ filter: Object.fromEntries(entries) });
  };
  const names = (values: readonly string[]): Record<string, string> =>
    Object.fromEntries(values.map((value) => [value, value]));
  return (
    <search className={styles.bar} aria-label="Filter">
      <SearchField
        text={filter.text ?? ''}
        onText={(text) => change({ text: text === '' ? undefined : text })}
      />
      <FilterSelect
        title="Protocol"
        options={protocolOptions(offered.protocols, protocols)}
        value={filter.protocol}
        onChange={(protocol) => change({ protocol })}
      />
      <FilterSelect
        title="Operator"
        options={names(offered.operators)}
        value={filter.operator}
        onChange={(operator) => change({ operator })}
      />
      <FilterSelect
        title="Outcome"
        options={OUTCOMES}
        value={filter.outcome}
        onChange={(outcome) => change({ outcome })}
      />
      <FilterSelect
        title="Judged"
        options={LABEL_STATES}
        value={filter.labelState}
        onChange={(labelState) => change({ labelState })}
      />
      <FilterSelect
        title="Finding"
        options={names(offered.findingCodes)}
        value={filter.findingCode}
        onChange={(findingCode) => change({ findingCode })}
      />
      <FilterSelect
        title="Phase"
        options={names(offered.phases)}
        value={filter.phase}
        onChange={(phase) => change({ phase })}
      />
      <label>
        From
        <input
          type="date"
          className={controls.input}
          value={filter.from === undefined ? '' : dayOf(filter.from)}
          onChange={({ currentTarget }) => change({ from: startOfDay(currentTarget.value) })}
        />
      </label>
      <label>
        To
        <input
          type="date"
          className={controls.input}
          value={filter.before === undefined ? '' : dayOf(filter.before, -1)}
          onChange={({ currentTarget }) => change({ before: nextDay(currentTarget.value) })}
        />
      </label>
      {filter.ids !== undefined && (
        <button
          type="button"
          className={`${controls.button} ${styles.chip}`}
          onClick={() => change({ ids: undefined })}
        >
          {filter.ids.length} chosen in a picture <IconX size={16} aria-label="Remove" />
        </button>
      )}
      {Object.keys(filter).length > 0 && (
        <button
          type="button"
          className={`${controls.button} ${styles.chip}`}
          onClick={() => queue.ask({ filter: {} })}
        >
          Show all
        </button>
      )}
    </search>
  );
}

const NOTHING_OFFERED = { protocols: [], operators: [], findingCodes: [], phases: [] };

/** Asks when the typing rests. */
function SearchField({ text, onText }: { text: string; onText(text: string): void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed is a reason to ask
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onText(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label className={styles.search}>
      <span>
        Search <KeyHint command="queue.search" />
      </span>
      <input
        id={SEARCH_ID}
        className={controls.input}
        type="search"
        placeholder="Task, note, finding, id"
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => (event.key === 'Enter' || event.key === 'Escape') && event.currentTarget.blur()}
      />
    </label>
  );
}
