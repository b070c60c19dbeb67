import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import type { AuditRow, AuditSort } from '../../../core/contract/audit.ts';
import { formatDate, formatDuration } from '../../shared/format.ts';
import { Outcome } from '../../shared/outcome.tsx';
import { LabelState } from '../decisions/label-state.tsx';
import styles from './columns.module.css';
import { FindingsBadge } from './findings-badge.tsx';
import { PhaseCell } from './phase-cell.tsx';
import { RiskBar } from './risk-bar.tsx';
import { Thumbnail } from './thumbnail.tsx';
import { TitleCell } from './title-cell.tsx';

/** Sorting, filtering and paging are the station's: the table has the rows that are in sight. */
export const queueFeatures = tableFeatures({});

const helper = createColumnHelper<typeof queueFeatures, AuditRow>();

/** By column id: how the station sorts by it. Columns that are not here cannot be sorted by. */
export const SORT_OF: Readonly<Record<string, AuditSort>> = {
  risk: 'risk',
  episode: 'protocol',
  outcome: 'outcome',
  duration: 'durationMs',
  who: 'operator',
  when: 'startedAt',
};

export const queueColumns = helper.columns([
  helper.display({ id: 'picture', header: '', cell: ({ row }) => <Thumbnail row={row.original} /> }),
  helper.accessor('risk', {
    id: 'risk',
    header: 'Risk',
    cell: ({ row }) => <RiskBar risk={row.original.risk} isChecked={row.original.isChecked} />,
  }),
  helper.display({
    id: 'episode',
    header: 'Protocol, task',
    cell: ({ row }) => <TitleCell row={row.original} />,
  }),
  helper.display({ id: 'outcome', header: 'Outcome', cell: ({ row }) => <Outcome episode={row.original} /> }),
  helper.display({ id: 'label', header: 'Judged', cell: ({ row }) => <LabelState row={row.original} /> }),
  helper.display({
    id: 'findings',
    header: 'Findings',
    cell: ({ row }) => <FindingsBadge findings={row.original.findings} />,
  }),
  helper.display({ id: 'phases', header: 'Phases', cell: ({ row }) => <PhaseCell row={row.original} /> }),
  helper.accessor('durationMs', {
    id: 'duration',
    header: 'Length',
    cell: ({ row }) => <span className={styles.number}>{formatDuration(row.original.durationMs)}</span>,
  }),
  helper.accessor('operator', { id: 'who', header: 'Operator', cell: ({ row }) => row.original.operator }),
  helper.accessor('startedAt', {
    id: 'when',
    header: 'Recorded',
    cell: ({ row }) => (
      <time className={styles.number} dateTime={row.original.startedAt}>
        {formatDate(row.original.startedAt)}
      </time>
    ),
  }),
]);
