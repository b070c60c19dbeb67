import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { PreflightCheck } from '../../../core/contract/collect.ts';
import { useLink, useSnapshot } from '../../app/services.ts';
import styles from './preflight-list.module.css';

const SIGNS = {
  good: { icon: IconCircleCheck, word: 'Good' },
  caution: { icon: IconAlertTriangle, word: 'Caution' },
  fault: { icon: IconAlertOctagon, word: 'Fault' },
};

/** Whether everything is well before a session: each thing with what was found, and how to mend it. */
export function PreflightList() {
  const checks = useSnapshot((snapshot) => snapshot.preflight);
  const isLive = useLink().status === 'live';
  if (!isLive) return null;
  return (
    <section className={styles.preflight} aria-label="Preflight">
      <h2>{verdictOf(checks)}</h2>
      <ul>
        {checks.map((check) => (
          <CheckRow key={check.id} check={check} />
        ))}
      </ul>
    </section>
  );
}

function CheckRow({ check: { title, status, finding, fix } }: { check: PreflightCheck }) {
  const { icon: Icon, word } = SIGNS[status];
  return (
    <li data-status={status}>
      <Icon size={22} aria-label={word} />
      <strong>{title}</strong>
      <span>
        {finding} {fix !== '' && <em>{fix}</em>}
      </span>
    </li>
  );
}

function verdictOf(checks: readonly PreflightCheck[]): string {
  const faults = checks.filter(({ status }) => status === 'fault').length;
  const cautions = checks.filter(({ status }) => status === 'caution').length;
  if (faults > 0) return `Not ready: ${faults} of ${checks.length} checks failed`;
  if (cautions > 0) return `Ready, with ${cautions === 1 ? 'one thing' : `${cautions} things`} to know`;
  return 'Ready';
}
