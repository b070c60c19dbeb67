import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle, IconX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Alert } from '../../core/alert.ts';
import styles from './alerts.module.css';
import { useLink, useServices, useSnapshot } from './services.ts';

const ICONS = { alarm: IconAlertOctagon, caution: IconAlertTriangle, info: IconInfoCircle };
const RANK = { alarm: 0, caution: 1, info: 2 };

/** Bands that fit without pushing the cameras away; a flood of alarms mostly has one cause. */
const BANDS = 2;

/** What is wrong now: the station's alerts, and what only the screen can know. Each goes with its cause. */
export function Alerts() {
  const link = useLink();
  const stationAlerts = useSnapshot((snapshot) => snapshot.alerts);
  const { intents } = useServices();
  const refusal = useStore(intents.store, (state) => state.refusal);
  const alerts =
    link.status === 'lost'
      ? [stationLost(link.cause)]
      : stationAlerts.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
  const inFull = alerts.length > BANDS ? alerts.slice(0, BANDS - 1) : alerts;
  const inShort = alerts.slice(inFull.length);
  if (alerts.length === 0 && refusal === null) return null;
  return (
    <section className={styles.alerts} aria-label="Alerts">
      {inFull.map((alert) => (
        <AlertBand key={alert.id} alert={alert} />
      ))}
      {inShort.length > 0 && <ShortBand alerts={inShort} />}
      {refusal !== null && (
        <AlertBand
          alert={{
            id: 'refusal',
            severity: 'caution',
            title: 'That was not done',
            cause: refusal,
            action: '',
          }}
          onDismiss={() => intents.dismiss()}
        />
      )}
    </section>
  );
}

function ShortBand({ alerts }: { alerts: readonly Alert[] }) {
  const severity = alerts[0]!.severity;
  const Icon = ICONS[severity];
  return (
    <div
      className={styles.alert}
      role={roleOf(severity)}
      data-severity={severity}
      title={alerts.map(({ title, cause, action }) => `${title}. ${cause} ${action}`).join('\n')}
    >
      <Icon size={24} aria-hidden />
      <p className={styles.titles}>Also: {alerts.map(({ title }) => title).join(' · ')}</p>
    </div>
  );
}

function AlertBand({ alert, onDismiss }: { alert: Alert; onDismiss?: () => void }) {
  const { severity, title, cause, action } = alert;
  const Icon = ICONS[severity];
  return (
    <div className={styles.alert} role={roleOf(severity)} data-severity={severity}>
      <Icon size={24} aria-hidden />
      <p>
        <strong>{title}.</strong> {cause} <span className={styles.action}>{action}</span>
      </p>
      {onDismiss !== undefined && (
        <button type="button" aria-label="Dismiss" onClick={onDismiss}>
          <IconX size={20} aria-hidden />
        </button>
      )}
    </div>
  );
}

function roleOf(severity: Alert['severity']): 'status' | 'alert' {
  return severity === 'info' ? 'status' : 'alert';
}

function stationLost(cause: string): Alert {
  return {
    id: 'station-lost',
    severity: 'alarm',
    title: 'The station does not answer',
    cause: `${cause} What you see is old, and nothing can be driven from here.`,
    action:
      'This page keeps trying. If the station was started anew, open the address that it printed. The hardware stop works in any case.',
  };
}
