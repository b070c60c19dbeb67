import { IconArrowBackUp, IconCheck, IconEye, IconX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services.ts';
import controls from '../../shared/controls.module.css';
import { countOf } from '../../shared/format.ts';
import { KeyHint } from '../../shared/key-hint.tsx';
import { AuthorField } from '../decisions/author-field.tsx';
import styles from './bulk-bar.module.css';
import type { Selection } from './selection.ts';

interface BulkBarProps {
  selection: Selection;
  accept(): void;
  reject(): void;
  secondLook(): void;
}

/** What can be decided about all selected episodes at once, and how the last decision is taken back. */
export function BulkBar({ selection, accept, reject, secondLook }: BulkBarProps) {
  const { decisions } = useServices();
  const { labels, refusal } = useStore(selection.store);
  const count = labels.size;
  const { undoable, failure, conflicts } = useStore(decisions.store);
  const last = undoable.at(-1);
  const trouble = refusal ?? failure;
  return (
    <section className={styles.bar} aria-label="Bulk decisions">
      <strong role="status">
        {count === 0 ? 'Nothing selected' : `${countOf(count, 'episode')} selected`}
      </strong>
      <button type="button" className={controls.button} disabled={count === 0} onClick={accept}>
        <IconCheck size={18} stroke={2.5} aria-hidden /> Accept <KeyHint command="queue.accept" />
      </button>
      <button type="button" className={controls.button} disabled={count === 0} onClick={reject}>
        <IconX size={18} stroke={2.5} aria-hidden /> Reject <KeyHint command="queue.reject" />
      </button>
      <button type="button" className={controls.button} disabled={count === 0} onClick={secondLook}>
        <IconEye size={18} aria-hidden /> Second look <KeyHint command="queue.secondLook" />
      </button>
      {last !== undefined && (
        <button type="button" className={controls.button} onClick={() => void decisions.undo()}>
          <IconArrowBackUp size={18} aria-hidden /> Undo: {last.title} <KeyHint command="audit.undo" />
        </button>
      )}
      {trouble !== null && (
        <span role="alert" className={styles.failure}>
          {trouble}
        </span>
      )}
      {conflicts.length > 0 && (
        <button
          type="button"
          className={`${controls.button} ${styles.conflict}`}
          title="Somebody else decided about them meanwhile. Both decisions are kept; the later one counts."
          onClick={() => selection.add(conflicts.map(({ id }) => ({ id, labels: 0 })))}
        >
          {countOf(conflicts.length, 'conflict')}: select
        </button>
      )}
      <span className={styles.author}>
        <AuthorField />
      </span>
    </section>
  );
}
