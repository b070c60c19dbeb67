import type { SessionSummary } from '../../../core/contract/collect.ts';
import { useServices, useSnapshot } from '../../app/services.ts';
import { formatDuration, formatMinutes } from '../../shared/format.ts';
import { lookUpPhase } from '../../shared/phase-band.tsx';
import { QuotaBar } from '../quota-bar.tsx';
import styles from './summary-screen.module.css';

/** What a sitting has brought, against what is wanted of its protocol. */
export function SummaryScreen({ summary }: { summary: SessionSummary }) {
  const { intents } = useServices();
  const protocol = useSnapshot(({ protocols }) => protocols.find(({ name }) => name === summary.protocol));
  const quota = useSnapshot(({ quotas }) => quotas.find((entry) => entry.protocol === summary.protocol));
  const phases = protocol?.phases ?? [];
  const { kept, discarded, recordedMs, tookMs, isPractice } = summary;
  const perHour = tookMs === 0 ? 0 : kept / (tookMs / 3_600_000);
  return (
    <div className={styles.screen}>
      <header>
        <h1>{isPractice ? 'Practice is over' : 'The session is over'}</h1>
        <p>
          {summary.operator} · {summary.task} · {protocol?.title ?? summary.protocol} ·{' '}
          {formatDuration(tookMs)}
        </p>
      </header>
      <dl className={styles.figures} aria-label="Figures">
        <Figure
          name={isPractice ? 'Practised' : 'Kept'}
          value={String(kept)}
          note={kept === 1 ? 'episode' : 'episodes'}
        />
        <Figure name="Minutes" value={formatMinutes(recordedMs)} note={`of ${formatMinutes(tookMs)}`} />
        <Figure name="Rate" value={perHour.toFixed(perHour < 10 ? 1 : 0)} note="kept per hour" />
        <Figure name="Discarded" value={String(discarded)} note={discarded === 1 ? 'episode' : 'episodes'} />
      </dl>
      <div className={styles.details}>
        <section>
          <h2>By phase</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Phase</th>
                <th scope="col">Times</th>
                <th scope="col">Together</th>
                <th scope="col">Each</th>
              </tr>
            </thead>
            <tbody>
              {summary.phases.map(({ phase, ms, segments }) => {
                const { title, color } = lookUpPhase(phases, phase);
                return (
                  <tr key={phase} data-phase-color={color}>
                    <th scope="row">{title}</th>
                    <td>{segments}</td>
                    <td>{formatMinutes(ms)}</td>
                    <td>{formatDuration(ms / segments)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          {summary.phases.length === 0 && <p>No episode was kept.</p>}
        </section>
        <section>
          <h2>Discarded, because</h2>
          {summary.reasons.length === 0 ? (
            <p>Nothing was discarded.</p>
          ) : (
            <ul className={styles.reasons}>
              {summary.reasons.map(({ reason, episodes }) => (
                <li key={reason}>
                  <span>{reason}</span> <strong>{episodes}</strong>
                </li>
              ))}
            </ul>
          )}
        </section>
        {quota !== undefined && !isPractice && (
          <section>
            <h2>In the dataset</h2>
            <QuotaBar quota={quota} phases={phases} />
          </section>
        )}
      </div>
      <button
        type="button"
        className={styles.next}
        onClick={() => void intents.perform('session.dismiss', {})}
      >
        New session
      </button>
    </div>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong> {note}
      </dd>
    </div>
  );
}
