import type { AuditRow } from '../../../core/contract/audit.ts';
import { formatRoute } from '../../app/route.ts';
import { useSnapshot } from '../../app/services.ts';
import { findProtocol } from '../../shared/find-protocol.ts';
import styles from './title-cell.module.css';

/** What was to be done and how; it opens the episode. */
export function TitleCell({ row }: { row: AuditRow }) {
  const title = useSnapshot(({ protocols }) => findProtocol(protocols, row.protocol)?.title ?? row.protocol);
  const isOpenable = row.state === 'sealed' || row.state === 'recovered';
  return (
    <span className={styles.title}>
      {isOpenable ? (
        <a href={formatRoute({ screen: 'replay', episodeId: row.id })}>{title}</a>
      ) : (
        <strong>{title === '' ? row.id : title}</strong>
      )}
      <span>{row.task}</span>
    </span>
  );
}
