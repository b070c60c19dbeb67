import { IconCheck, IconCircleDashed, IconEye, IconX } from '@tabler/icons-react';
import type { AuditRow } from '../../../core/contract/audit.ts';
import styles from './label-state.module.css';

const STATES = {
  accept: { icon: IconCheck, word: 'Accepted' },
  reject: { icon: IconX, word: 'Rejected' },
  'second-look': { icon: IconEye, word: 'Second look' },
  unjudged: { icon: IconCircleDashed, word: 'Not judged' },
};

type Judged = Pick<AuditRow, 'verdict' | 'reason' | 'needsSecondLook'>;

/** What people decided about the episode, as a sign and a word. */
export function LabelState({ row }: { row: Judged }) {
  const kind = row.needsSecondLook ? 'second-look' : (row.verdict ?? 'unjudged');
  const { icon: Icon, word } = STATES[kind];
  return (
    <span className={styles.state} data-kind={kind} title={row.reason ?? undefined}>
      <Icon size={18} stroke={2.5} aria-hidden />
      {word}
    </span>
  );
}
