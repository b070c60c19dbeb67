import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { EpisodeSummary } from '../../core/contract/requests.ts';
import styles from './findings.module.css';

const ICONS = { error: IconAlertOctagon, warning: IconAlertTriangle, info: IconInfoCircle };

/** What the recorder and the protocol's rules found in an episode. */
export function Findings({ findings }: { findings: EpisodeSummary['findings'] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={styles.findings} aria-label="Findings">
      {findings.map(({ severity, message }) => {
        const Icon = ICONS[severity];
        return (
          <li key={message} data-severity={severity}>
            <Icon size={18} aria-label={severity} />
            <span>{message}</span>
          </li>
        );
      })}
    </ul>
  );
}
