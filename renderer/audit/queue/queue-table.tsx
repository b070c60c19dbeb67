import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services.ts';
import { queueColumns, queueFeatures } from './columns.tsx';
import { QueueHeader } from './queue-header.tsx';
import type { Place } from './queue-model.ts';
import { QueueRow } from './queue-row.tsx';
import styles from './queue-table.module.css';
import type { Selection } from './selection.ts';

const ROW_PX = 60;

interface QueueTableProps {
  selection: Selection;
  /** The row that the keys are about. */
  cursor: Place;
  onCursor(place: Place): void;
  /** Rows in sight, `[start, end)`. */
  onRange(range: { start: number; end: number }): void;
}

/** As many rows as fit the window, of as many as there are. */
export function QueueTable({ selection, cursor, onCursor, onRange }: QueueTableProps) {
  const { queue } = useServices();
  const { total, pages } = useStore(queue.store);
  const selected = useStore(selection.store, (state) => state.labels);
  const scroller = useRef<HTMLDivElement>(null);
  const count = total ?? 0;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 2,
    // Rows may follow a frame later: what matters is that no scrolling waits for them.
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const start = items[0]?.index ?? 0;
  const end = (items.at(-1)?.index ?? -1) + 1;
  const data = items.flatMap(({ index }) => queue.rowAt(index) ?? []);
  const table = useTable({ features: queueFeatures, columns: queueColumns, data, getRowId: ({ id }) => id });
  const rows = new Map(table.getRowModel().rows.map((row) => [row.original, row]));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a queue that was asked anew has lost its pages
  useEffect(() => {
    onRange({ start, end });
    if (count > 0) queue.ensure({ start, end });
  }, [queue, start, end, count, pages]);
  const isFirst = useRef(true);
  // Others that sort in before it do not scroll back whoever has scrolled away.
  const aim = cursor.id === '' ? cursor.index : cursor.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the index alone is no reason to scroll
  useEffect(() => {
    // Whoever comes back finds the place again; the keys keep their row in sight.
    virtualizer.scrollToIndex(cursor.index, { align: isFirst.current ? 'center' : 'auto' });
    isFirst.current = false;
  }, [virtualizer, aim]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section ref={scroller} className={styles.scroller} aria-label="List of episodes" tabIndex={0}>
      <table className={styles.table} aria-label="Episodes" aria-rowcount={count + 1}>
        <QueueHeader table={table} />
        <tbody className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start: top }) => {
            const row = queue.rowAt(index);
            const tableRow = row === undefined ? undefined : rows.get(row);
            return tableRow === undefined ? (
              <tr key={index} className={styles.waiting} style={{ transform: `translateY(${top}px)` }} />
            ) : (
              <QueueRow
                key={tableRow.id}
                row={tableRow.original}
                cells={tableRow.getAllCells()}
                index={index}
                topPx={top}
                isSelected={selected.has(tableRow.id)}
                isAtCursor={index === cursor.index}
                selection={selection}
                onCursor={onCursor}
              />
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
