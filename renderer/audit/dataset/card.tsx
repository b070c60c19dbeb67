import type { ReactNode } from 'react';
import styles from './card.module.css';

interface CardProps {
  title: string;
  hint?: string;
  /** Half of the page instead of a third. */
  isWide?: boolean;
  children: ReactNode;
}

export function Card({ title, hint, isWide, children }: CardProps) {
  return (
    <section className={styles.card} data-wide={isWide} aria-label={title}>
      <h2>
        {title} {hint !== undefined && <span>{hint}</span>}
      </h2>
      {children}
    </section>
  );
}
