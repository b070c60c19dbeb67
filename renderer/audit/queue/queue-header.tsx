import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactTable } from '@tanstack/react-table';
import { useStore } from 'zustand';
import type { AuditRow } from '../../../core/contract/audit.ts';
import { useServices } from '../../app/services.ts';
import { type queueFeatures, SORT_OF } from './columns.tsx';
import styles from './queue-header.module.css';

/** Names of the columns; those that can be sorted by are pressed for it, and again to turn it round. */
export function QueueHeader({ table }: { table: ReactTable<typeof queueFeatures, AuditRow> }) {
  const { queue } = useServices();
  const { sort, isAscending } = useStore(queue.store);
  const headers = table.getHeaderGroups()[0]!.headers;
  return (
    <thead className={styles.head}>
      <tr className={styles.row}>
        <th scope="col">
          <span className={styles.hidden}>Selected</span>
        </th>
        {headers.map((header) => {
          const key = SORT_OF[header.column.id];
          const isSorted = key === sort;
          const Icon = isAscending ? IconArrowUp : IconArrowDown;
          const direction = isAscending ? 'ascending' : 'descending';
          return (
            <th key={header.id} scope="col" aria-sort={isSorted ? direction : undefined}>
              {key === undefined ? (
                <table.FlexRender header={header} />
              ) : (
                <button
                  type="button"
                  onClick={() => queue.ask({ sort: key, isAscending: isSorted ? !isAscending : false })}
                >
                  <table.FlexRender header={header} />
                  {isSorted && <Icon size={14} aria-hidden />}
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
