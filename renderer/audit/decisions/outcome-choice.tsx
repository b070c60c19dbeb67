import type { AuditEpisode } from '../../../core/contract/audit.ts';
import { Outcome } from '../../shared/outcome.tsx';
import styles from './outcome-choice.module.css';

export type OutcomeName = AuditEpisode['recorded']['outcome'];

const OUTCOMES: readonly OutcomeName[] = ['success', 'failure', 'aborted'];

interface OutcomeChoiceProps {
  episode: AuditEpisode;
  onChoose(outcome: OutcomeName): void;
}

/** How the episode ended, as judged; what was recorded is told when it was something else. */
export function OutcomeChoice({ episode, onChoose }: OutcomeChoiceProps) {
  const { outcome } = episode.row;
  const { recorded } = episode;
  return (
    <>
      <div className={styles.choice}>
        {OUTCOMES.map((choice) => (
          <button
            key={choice}
            type="button"
            aria-pressed={choice === outcome}
            onClick={() => choice !== outcome && onChoose(choice)}
          >
            <Outcome episode={{ state: 'sealed', outcome: choice }} />
          </button>
        ))}
      </div>
      {recorded.outcome !== outcome && <p className={styles.recorded}>Recorded as {recorded.outcome}.</p>}
    </>
  );
}
