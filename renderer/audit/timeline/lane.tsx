import type { ReactNode } from 'react';
import styles from './lane.module.css';

/** One kind of thing over the time of the episode. */
export function Lane({ title, isTall, children }: { title: string; isTall?: boolean; children: ReactNode }) {
  return (
    <div className={styles.lane} data-tall={isTall}>
      <span className={styles.title} title={title}>
        {title}
      </span>
      {children}
    </div>
  );
}
