import { IconCircle, IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import styles from './predicate-light.module.css';

/** What the task's own check says. It advises; the operator decides. */
export function PredicateLight({ predicate }: { predicate: NonNullable<Snapshot['predicate']> }) {
  const { title, isTrue } = predicate;
  const Icon = isTrue === null ? IconCircleDashed : isTrue ? IconCircleCheckFilled : IconCircle;
  return (
    <p className={styles.light} data-true={isTrue === true || undefined}>
      <Icon size={22} aria-hidden />
      <span>
        {title}: <strong>{isTrue === null ? 'not known' : isTrue ? 'yes' : 'not yet'}</strong>
      </span>
    </p>
  );
}
