import { IconArrowBackUp } from '@tabler/icons-react';
import type { HistoryEntry } from '../../../core/contract/decision.ts';
import { formatDate } from '../../shared/format.ts';
import { describeDecision } from './describe-decision.ts';
import styles from './history.module.css';

interface HistoryProps {
  /** Oldest first. */
  history: readonly HistoryEntry[];
  onTakeBack(labelId: string, entry: HistoryEntry): void;
}

/** Every decision ever made about the episode, the newest first; what was taken back is struck through. */
export function History({ history, onTakeBack }: HistoryProps) {
  const shown = history.filter(({ decision }) => decision.kind !== 'undo').toReversed();
  return (
    <section className={styles.history} aria-label="History">
      <h2>History</h2>
      {shown.length === 0 && <p>Nobody has decided anything yet.</p>}
      <ol>
        {shown.map((entry) => (
          <li key={entry.id ?? entry.at} data-gone={!entry.isStanding || undefined}>
            <div>
              <span className={styles.what}>{describeDecision(entry.decision)}</span>
              <span className={styles.who}>
                {entry.by} · <time dateTime={entry.at}>{formatDate(entry.at)}</time>
                {!entry.isStanding && ' · taken back'}
              </span>
            </div>
            {entry.id !== null && entry.isStanding && (
              <button
                type="button"
                title="Take back"
                aria-label={`Take back: ${describeDecision(entry.decision)}`}
                onClick={() => onTakeBack(entry.id!, entry)}
              >
                <IconArrowBackUp size={18} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
