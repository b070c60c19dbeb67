import styles from './risk-bar.module.css';

/** How much was found, 0 to 100: a length and a number, since colour alone would say nothing to some. */
export function RiskBar({ risk, isChecked }: { risk: number; isChecked: boolean }) {
  if (!isChecked && risk === 0) return <span className={styles.waiting}>not checked</span>;
  return (
    <span className={styles.risk} title={isChecked ? undefined : 'Not all checks have run yet'}>
      <span className={styles.track} aria-hidden>
        <span style={{ width: `${Math.min(100, risk)}%` }} />
      </span>
      {Math.round(risk)}
    </span>
  );
}
