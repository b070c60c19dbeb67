import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { AuditEpisode, AuditFinding } from '../../../core/contract/audit.ts';
import { formatClock } from '../../../core/time.ts';
import type { Player } from '../player/player.ts';
import styles from './finding-list.module.css';

const ICONS = { error: IconAlertOctagon, warning: IconAlertTriangle, info: IconInfoCircle };
const RANK = { error: 0, warning: 1, info: 2 };

/** What recorder and checks found, the worst first; one that is about an instant leads there. */
export function FindingList({ episode, player }: { episode: AuditEpisode; player: Player }) {
  const found = [...episode.findings, ...episode.checks.flatMap((check) => check.findings)];
  // A check may find again what the recorder found already.
  const findings = [...new Map(found.map((finding) => [finding.message, finding])).values()].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity],
  );
  return (
    <section className={styles.findings} aria-label="Findings">
      <h2>
        Checks
        <span>
          {episode.row.isChecked ? `risk ${Math.round(episode.row.risk)} of 100` : 'not all have run yet'}
        </span>
      </h2>
      {findings.length === 0 && <p>Nothing was found.</p>}
      <ul>
        {findings.map((finding) => (
          <FindingItem key={`${finding.code} ${finding.message}`} finding={finding} player={player} />
        ))}
      </ul>
    </section>
  );
}

function FindingItem({
  finding: { severity, message, spans },
  player,
}: {
  finding: AuditFinding;
  player: Player;
}) {
  const Icon = ICONS[severity];
  const first = spans[0];
  const text = (
    <>
      <Icon size={18} aria-label={severity} />
      <span>{message}</span>
    </>
  );
  return (
    <li data-severity={severity}>
      {first === undefined ? (
        text
      ) : (
        <button
          type="button"
          onClick={() => {
            player.pause();
            player.seek(first.startNs / 1e6);
          }}
        >
          {text}
          <span className={styles.at}>{formatClock(first.startNs / 1e6)}</span>
        </button>
      )}
    </li>
  );
}
