import styles from './axis-bar.module.css';

/** One axis from the middle, −1 … 1. It is for the eye: numbers that change ten times a second help no ear. */
export function AxisBar({ name, value, isAtLimit }: { name: string; value: number; isAtLimit: boolean }) {
  const share = Math.min(1, Math.abs(value)) * 50;
  return (
    <li className={styles.axis} data-active={value !== 0 || undefined} data-limit={isAtLimit || undefined}>
      <span>{name}</span>
      <span className={styles.track} aria-hidden>
        <span
          className={styles.fill}
          style={{ width: `${share}%`, left: `${value < 0 ? 50 - share : 50}%` }}
        />
      </span>
      {isAtLimit && <strong>limit</strong>}
    </li>
  );
}
