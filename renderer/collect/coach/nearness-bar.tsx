import styles from './nearness-bar.module.css';
import { nearnessWords } from './view-memory.ts';

/** How far the way back has come, to the camera's eye. */
export function NearnessBar({ nearness }: { nearness: number }) {
  const words = nearnessWords(nearness);
  return (
    <div className={styles.nearness}>
      <meter aria-label="Like the view before the mistake" value={nearness} aria-valuetext={words} />
      <span>{words}</span>
    </div>
  );
}
