import styles from './reading-progress.module.css';
import type { AuditProgress } from './use-audit-progress.ts';

/** While many episodes are read, what a screen shows is of those that were read so far, and here it says so. */
export function ReadingProgress({ progress }: { progress: AuditProgress | null }) {
  const reading = progress?.reading ?? null;
  if (reading === null) return null;
  const { done, of } = reading;
  return (
    <div className={styles.reading}>
      <p role="status">The episodes are being read. You can work with those that are there.</p>
      <progress aria-label="Episodes read" max={of} value={done} />
      <p>
        {done.toLocaleString()} of {of.toLocaleString()}
      </p>
    </div>
  );
}
