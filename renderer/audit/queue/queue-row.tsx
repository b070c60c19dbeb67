import { type Cell, flexRender } from '@tanstack/react-table';
import { type MouseEvent, memo } from 'react';
import type { AuditRow } from '../../../core/contract/audit.ts';
import { goTo } from '../../app/route.ts';
import { useServices } from '../../app/services.ts';
import type { queueFeatures } from './columns.tsx';
import type { Place } from './queue-model.ts';
import styles from './queue-row.module.css';
import type { Selection } from './selection.ts';

interface QueueRowProps {
  row: AuditRow;
  cells: readonly Cell<typeof queueFeatures, AuditRow>[];
  index: number;
  topPx: number;
  isSelected: boolean;
  isAtCursor: boolean;
  selection: Selection;
  onCursor(place: Place): void;
}

/** Drawn anew only when something of it changed: not because others came into sight. */
export const QueueRow = memo(Row, (before, now) =>
  (['row', 'index', 'topPx', 'isSelected', 'isAtCursor'] as const).every((key) => before[key] === now[key]),
);

function Row({ row, cells, index, topPx, isSelected, isAtCursor, selection, onCursor }: QueueRowProps) {
  const { queue } = useServices();
  const isOpenable = row.state === 'sealed' || row.state === 'recovered';
  const click = (event: MouseEvent<HTMLElement>): void => {
    const place = { index, id: row.id };
    onCursor(place);
    if (event.shiftKey) void selection.extendTo(place, queue);
    else if (event.ctrlKey || event.metaKey) selection.toggle(row, index);
    else if (isOpenable) goTo({ screen: 'replay', episodeId: row.id });
  };
  return (
    // The link in it and the keys of the queue do the same as the click.
    <tr
      className={styles.row}
      aria-rowindex={index + 2}
      data-selected={isSelected || undefined}
      data-cursor={isAtCursor || undefined}
      data-openable={isOpenable || undefined}
      style={{ transform: `translateY(${topPx}px)` }}
      onClick={click}
    >
      <td className={styles.check}>
        <input
          type="checkbox"
          aria-label="Select"
          checked={isSelected}
          onChange={() => selection.toggle(row, index)}
          onClick={(event) => event.stopPropagation()}
        />
      </td>
      {cells.map((cell) => (
        <td key={cell.id} className={styles.cell}>
          {flexRender(cell.column.columnDef.cell, cell.getContext())}
        </td>
      ))}
    </tr>
  );
}
