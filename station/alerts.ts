import type { Alert } from '../core/alert.ts';
import type { CollectSession } from './collect/collect-session.ts';
import type { DiskReserve } from './disk-reserve.ts';
import type { RobotLink } from './robot-link.ts';

export interface AlertSources {
  link: RobotLink;
  disk: DiskReserve;
  session: CollectSession;
  /** Messages about episodes that were recovered at the start. */
  recovered: { id: string; message: string }[];
  /** Folders of the dataset that could not be read. */
  unreadable: { path: string; message: string }[];
  nowNs: bigint;
}

/** The faults that stand now. They are computed from their causes, so they clear when the causes do. */
export function currentAlerts(sources: AlertSources): Alert[] {
  return [
    ...bridgeAlerts(sources.link),
    ...streamAlerts(sources),
    ...diskAlerts(sources.disk),
    ...sessionAlerts(sources.session),
    ...sources.recovered.map(({ id, message }) => ({
      id: `recovered:${id}`,
      severity: 'info' as const,
      title: 'An interrupted episode was recovered',
      cause: message,
      action: 'Look at it under Episodes. It is aborted: all that was on the disk is there.',
    })),
    ...sources.unreadable.map(({ path, message }) => ({
      id: `unreadable:${path}`,
      severity: 'caution' as const,
      title: 'A folder of the dataset cannot be read',
      cause: message,
      action: `Mend or move the folder: ${path}`,
    })),
  ];
}

function bridgeAlerts({ bridge }: RobotLink): Alert[] {
  const { status, reason } = bridge.status;
  if (status !== 'down') return [];
  return [
    {
      id: 'bridge-down',
      severity: 'alarm',
      title: 'No link to the robot',
      cause: `The bridge is down: ${reason}.`,
      action: 'Start the robot’s bridge. Retrace connects again by itself.',
    },
  ];
}

function streamAlerts({ link, nowNs }: AlertSources): Alert[] {
  if (link.bridge.status.status !== 'up') return [];
  return link.streams.flatMap((stream) => {
    const ageMs = stream.ageMs(nowNs);
    const fault = link.faults.get(stream.name);
    if (stream.isFresh(nowNs) || (ageMs === null && fault === undefined)) return [];
    const isCamera = stream.kind === 'camera';
    return [
      {
        id: `stale:${stream.name}`,
        severity: 'alarm' as const,
        title: isCamera ? `Camera ${stream.name} has stopped` : `Robot state ${stream.name} has stopped`,
        // Without its age: that changes all the time, and a screen reader would say the alert anew.
        cause: fault ?? 'No new message arrives.',
        action: isCamera ? 'Check its cable and its node.' : 'Check the robot’s driver.',
      },
    ];
  });
}

function diskAlerts(disk: DiskReserve): Alert[] {
  const cause = disk.shortage();
  if (cause === null) return [];
  return [
    {
      id: 'disk-low',
      severity: 'alarm',
      title: 'The disk is nearly full',
      cause: `${cause}.`,
      action: 'No episode begins before there is space again.',
    },
  ];
}

function sessionAlerts(session: CollectSession): Alert[] {
  const alerts: Alert[] = [];
  if (session.failure !== null) {
    alerts.push({
      id: 'recording-failed',
      severity: 'alarm',
      title: 'The recording stopped early',
      cause: session.failure,
      action: 'Check the disk of the dataset. What was written is kept.',
    });
  }
  if (session.resetFailure !== null) {
    alerts.push({
      id: 'reset-failed',
      severity: 'caution',
      title: 'The scene was not reset',
      cause: session.resetFailure,
      action: 'Reset it by hand, or press Reset scene again.',
    });
  }
  return alerts;
}
