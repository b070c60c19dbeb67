import { IconAlertTriangle } from '@tabler/icons-react';
import type { HistoryEntry } from '../../../core/contract/decision.ts';
import styles from './conflict-notice.module.css';
import { conflictsOf, describeDecision } from './describe-decision.ts';

/** Two people decided differently: both are kept, the later one counts until somebody takes one back. */
export function ConflictNotice({ history }: { history: readonly HistoryEntry[] }) {
  const conflicts = conflictsOf(history);
  if (conflicts.length === 0) return null;
  return (
    <section role="status" className={styles.notice} aria-label="Conflict">
      {conflicts.map(({ about, entries }) => (
        <div key={about}>
          <h2>
            <IconAlertTriangle size={18} aria-hidden /> Two minds about the {about}
          </h2>
          <ul>
            {entries.map(({ by, at, decision }, i) => (
              <li key={by + at}>
                <strong>{by}</strong> {describeDecision(decision)}
                {i === entries.length - 1 && <em> counts now</em>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
