import { IconAlertTriangle } from '@tabler/icons-react';
import type { AuditRow } from '../../../core/contract/audit.ts';
import { countOf } from '../../shared/format.ts';
import styles from './findings-badge.module.css';

export function FindingsBadge({ findings }: { findings: AuditRow['findings'] }) {
  const serious = findings.filter(({ severity }) => severity !== 'info');
  if (serious.length === 0) return null;
  return (
    <span className={styles.findings} title={serious.map(({ message }) => message).join('\n')}>
      <IconAlertTriangle size={16} aria-hidden />
      {countOf(serious.length, 'finding')}
    </span>
  );
}
