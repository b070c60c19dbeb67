import { formatClock } from '../../core/time.ts';
import styles from './rec-chip.module.css';
import { useLink, useSnapshot } from './services.ts';

/** The one place that says that something is being recorded, and how much of it is safe on the disk. */
export function RecChip() {
  const durableMs = useSnapshot(({ collect }) =>
    collect.status === 'recording' ? (collect.episode?.durableMs ?? 0) : null,
  );
  const isPractice = useSnapshot(({ session }) => session?.isPractice === true);
  const isLive = useLink().status === 'live';
  if (isPractice) return <div className={styles.practice}>Practice: nothing is recorded</div>;
  if (durableMs === null) return null;
  return (
    <div
      className={styles.rec}
      data-unknown={!isLive || undefined}
      title="Safe on the disk, whatever happens now"
    >
      <span className={styles.dot} aria-hidden />
      <strong>{isLive ? 'REC' : 'Last known'}</strong>
      <span role="timer" aria-label="Recorded and safe on the disk" className={styles.clock}>
        {formatClock(durableMs)}
      </span>
      <span className={styles.saved}>saved</span>
    </div>
  );
}
