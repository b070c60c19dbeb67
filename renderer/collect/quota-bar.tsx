import type { Quota } from '../../core/contract/collect.ts';
import type { ProtocolView } from '../../core/contract/snapshot.ts';
import { countOf, formatMinutes } from '../shared/format.ts';
import { lookUpPhase } from '../shared/phase-band.tsx';
import styles from './quota-bar.module.css';

/** Minutes by phase, against the minutes wanted where somebody wants some. */
export function QuotaBar({ quota, phases }: { quota: Quota; phases: ProtocolView['phases'] }) {
  const { targetMs, recordedMs, episodes } = quota;
  const wholeMs = Math.max(targetMs ?? 0, recordedMs, 1);
  const done = formatMinutes(recordedMs);
  const text = targetMs === null ? done : `${done} of ${formatMinutes(targetMs)}`;
  return (
    <div className={styles.quota}>
      <p>
        <strong>{text}</strong> in {countOf(episodes, 'episode')}
      </p>
      <div className={styles.track} aria-hidden>
        {quota.phases.map(({ phase, ms }) => (
          <span
            key={phase}
            data-phase-color={lookUpPhase(phases, phase).color}
            style={{ width: `${(ms / wholeMs) * 100}%` }}
          />
        ))}
      </div>
      <ul className={styles.phases} aria-label="Minutes by phase">
        {quota.phases.map(({ phase, ms }) => {
          const { title, color } = lookUpPhase(phases, phase);
          return (
            <li key={phase} data-phase-color={color}>
              {title} <span>{formatMinutes(ms)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
