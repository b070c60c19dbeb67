import type { AuditProgress } from '../use-audit-progress.ts';
import styles from './check-progress.module.css';

/** How far the checks are; nothing once all have run. */
export function CheckProgress({ progress }: { progress: AuditProgress | null }) {
  if (progress === null || progress.reading !== null) return null;
  const { checked, total, isPaused } = progress;
  if (checked >= total) return null;
  return (
    <p className={styles.progress}>
      {isPaused ? 'Checks rest while you record: ' : 'Checking: '}
      {checked.toLocaleString()} of {total.toLocaleString()}
    </p>
  );
}
