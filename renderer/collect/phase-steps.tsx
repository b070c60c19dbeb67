import type { CollectView, ProtocolView } from '../../core/contract/snapshot.ts';
import { formatClock } from '../../core/time.ts';
import styles from './phase-steps.module.css';

interface PhaseStepsProps {
  phases: ProtocolView['phases'];
  /** Null before the first phase: the way ahead. */
  current: CollectView['phase'];
}

/** Where in the protocol the operator is, and how the time goes. */
export function PhaseSteps({ phases, current }: PhaseStepsProps) {
  const planned = phases.filter(({ isPlanned }) => isPlanned);
  const currentIndex = planned.findIndex(({ name }) => name === current?.name);
  return (
    <div className={styles.steps}>
      <ol className={styles.phases} aria-label="Phases of the protocol">
        {planned.map(({ name, title, color }, i) => (
          <li
            key={name}
            data-phase-color={color}
            data-place={i === currentIndex ? 'now' : i < currentIndex ? 'done' : 'next'}
            aria-current={i === currentIndex ? 'step' : undefined}
          >
            {title}
          </li>
        ))}
      </ol>
      {current !== null && (
        <p className={styles.times}>
          <span>Attempt {current.attempt + 1}</span>
          <span className={styles.clock}>
            <strong>{formatClock(current.elapsedMs)}</strong>
            {current.suggestedMs > 0 && ` of about ${formatClock(current.suggestedMs)}`}
          </span>
        </p>
      )}
    </div>
  );
}
