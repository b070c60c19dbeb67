import { useLink, useServices, useSnapshot } from '../app/services.ts';
import { formatMinutes } from '../shared/format.ts';
import styles from './session-line.module.css';

/** Who collects what, and how far the sitting has come. */
export function SessionLine() {
  const { intents } = useServices();
  const session = useSnapshot((snapshot) => snapshot.session);
  const quota = useSnapshot(({ quotas }) => quotas.find(({ protocol }) => protocol === session?.protocol));
  const isReady = useSnapshot((snapshot) => snapshot.collect.status === 'ready');
  const canEnd = useLink().status === 'live' && isReady;
  if (session === null) return null;
  return (
    <div className={styles.line}>
      <span className={styles.task}>
        {session.operator}
        {session.policy !== null && ` with ${session.policy}`} · {session.task}
      </span>
      <span className={styles.numbers}>
        <strong>{session.kept}</strong> kept · <strong>{session.discarded}</strong> discarded ·{' '}
        {formatMinutes(session.recordedMs)}
        {!session.isPractice && quota?.targetMs != null && (
          <>
            {' · dataset '}
            <strong>{formatMinutes(quota.recordedMs)}</strong> of {formatMinutes(quota.targetMs)}
          </>
        )}
      </span>
      <button type="button" disabled={!canEnd} onClick={() => void intents.perform('session.end', {})}>
        End session
      </button>
    </div>
  );
}
