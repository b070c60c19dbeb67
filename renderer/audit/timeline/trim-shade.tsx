import { placeOf, type TimeWindowState } from './time-window.ts';
import type { Trim } from './trim.ts';
import styles from './trim-shade.module.css';

/** What is not used lies in the shade; in and out are its edges. */
export function TrimShade({ trim, shown }: { trim: Trim | null; shown: TimeWindowState }) {
  if (trim === null) return null;
  const before = placeOf(0, trim.startNs / 1e6, shown);
  const after = placeOf(trim.endNs / 1e6, Number.MAX_SAFE_INTEGER, shown);
  return (
    <>
      {trim.startNs > 0 && before !== null && <div className={styles.shade} data-edge="in" style={before} />}
      {after !== null && <div className={styles.shade} data-edge="out" style={after} />}
    </>
  );
}
