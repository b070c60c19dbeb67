import type { AuditRow } from '../../../core/contract/audit.ts';
import { useSnapshot } from '../../app/services.ts';
import { findProtocol } from '../../shared/find-protocol.ts';
import { PhaseBand } from '../../shared/phase-band.tsx';
import styles from './phase-cell.module.css';

/** The phases of an episode to scale, or why there are none. */
export function PhaseCell({ row }: { row: AuditRow }) {
  const protocol = useSnapshot(({ protocols }) => findProtocol(protocols, row.protocol));
  if (row.segments.length === 0) return <span className={styles.message}>{row.message}</span>;
  return <PhaseBand segments={row.segments} phases={protocol?.phases ?? []} />;
}
