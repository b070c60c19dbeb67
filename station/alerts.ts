import type { Alert } from '../core/alert.ts';
import { toMs } from '../core/time.ts';
import type { CollectSession } from './collect/collect-session.ts';
import type { ControlLoop } from './control-loop.ts';
import type { DatasetLook } from './dataset-look.ts';
import type { DiskReserve } from './disk-reserve.ts';
import type { RobotLink } from './robot-link.ts';
import type { Stream } from './stream.ts';
import type { StreamHealth } from './stream-health.ts';

/** Frames that are older than this when they arrive are late. */
const LATE_MS = 250;

/** Alerts go to every screen ten times a second: of more broken folders only the number is told. */
const MOST_FOLDERS = 10;

export interface AlertSources {
  link: RobotLink;
  loop: ControlLoop;
  health: StreamHealth;
  disk: DiskReserve;
  session: CollectSession;
  look: DatasetLook;
  nowNs: bigint;
}

/** The faults that stand now. They are computed from their causes, so they clear when the causes do. */
export function currentAlerts(sources: AlertSources): Alert[] {
  return [
    ...bridgeAlerts(sources.link),
    ...streamAlerts(sources),
    ...thinnedAlerts(sources.link),
    ...encoderAlerts(sources.link),
    ...policyAlerts(sources.loop),
    ...diskAlerts(sources.disk),
    ...sessionAlerts(sources.session),
    ...lookAlerts(sources),
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

/** Texts without the age: that changes all the time, and a screen reader would say the alert anew. */
function streamAlerts({ link, health, nowNs }: AlertSources): Alert[] {
  if (link.bridge.status.status !== 'up') return [];
  return link.streams.flatMap((stream) => {
    const fault = link.faults.get(stream.name);
    const isSilent = health.isSilent(stream, nowNs);
    const hasBegun = stream.latest !== null || fault !== undefined;
    if (stream.isFresh(nowNs) || !(hasBegun || isSilent)) return [];
    const isCamera = stream.kind === 'camera';
    const name = isCamera ? `Camera ${stream.name}` : `Robot state ${stream.name}`;
    const id = `stale:${stream.name}`;
    const severity = 'alarm' as const;
    if (fault === undefined && isLate(stream, nowNs)) {
      return [
        {
          id,
          severity,
          title: `${name} is late`,
          cause: `What arrives is more than ${LATE_MS} ms old.`,
          action: 'Check the way to the robot, and the clock of the computer that stamps it.',
        },
      ];
    }
    const finding = health.findingOf(stream, nowNs) ?? {
      cause: 'No new message arrives.',
      action: isCamera ? 'Check its cable and its node.' : 'Check the robot’s driver.',
    };
    return [
      {
        id,
        severity,
        title: `${name} ${whatIsWrong(stream, fault)}`,
        cause: fault ?? finding.cause,
        action: finding.action,
      },
    ];
  });
}

function whatIsWrong(stream: Stream<unknown>, fault: string | undefined): string {
  if (fault !== undefined) return 'is not understood';
  return stream.latest === null ? 'sends nothing' : 'has stopped';
}

/** Messages arrive in time, and were old when they did. */
function isLate(stream: Stream<unknown>, nowNs: bigint): boolean {
  if (stream.latest === null) return false;
  const { stampNs, receivedNs } = stream.latest;
  return stream.isArriving(nowNs) && toMs(receivedNs - stampNs) > LATE_MS;
}

function thinnedAlerts({ bridge, profile }: RobotLink): Alert[] {
  return profile.cameras.flatMap(({ name, topic }) => {
    const oneIn = bridge.thinned?.get(topic);
    if (oneIn === undefined) return [];
    return [
      {
        id: `thinned:${name}`,
        severity: 'alarm' as const,
        title: `Camera ${name} is taken at 1/${oneIn} of its rate`,
        cause: 'The way to the robot is too slow for all of its frames: they came ever later.',
        action: 'Take a faster way, or a smaller picture. The full rate comes back by itself.',
      },
    ];
  });
}

function encoderAlerts({ overloadedCameras }: RobotLink): Alert[] {
  return overloadedCameras.map((name) => ({
    id: `encoder:${name}`,
    severity: 'alarm' as const,
    title: `Frames of camera ${name} are dropped`,
    cause: 'Its raw images come faster than this computer can encode them.',
    action: 'Have the robot compress them, lower rate or size, or close other programs.',
  }));
}

function policyAlerts({ lead }: ControlLoop): Alert[] {
  const { policy, letGoBecause } = lead;
  if (policy === null) return [];
  if (policy.failure !== null) {
    return [
      {
        id: 'policy-failed',
        severity: 'alarm',
        title: 'The policy has failed',
        cause: `${policy.name}: ${policy.failure}.`,
        action: 'End the episode by hand. Then end the session, and start another with a policy or without.',
      },
    ];
  }
  if (letGoBecause === null) return [];
  return [
    {
      id: 'policy-let-go',
      severity: 'alarm',
      title: 'The policy has let go of the robot',
      cause: `${policy.name}: ${letGoBecause}.`,
      action: 'Take the stick and drive on, or hand the robot back to the policy.',
    },
  ];
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
  if (session.episode.failure !== null) {
    alerts.push({
      id: 'recording-failed',
      severity: 'alarm',
      title: 'The recording stopped early',
      cause: session.episode.failure,
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

function lookAlerts({ look, session }: AlertSources): Alert[] {
  const alerts: Alert[] = [];
  // News of the start: whoever begins a session has read them.
  if (session.info === null) {
    for (const { id, message } of look.recovered) {
      alerts.push({
        id: `recovered:${id}`,
        severity: 'info',
        title: 'An interrupted episode was recovered',
        cause: message,
        action: 'Look at it under Episodes. It is aborted: all that was on the disk is there.',
      });
    }
    if (look.progress !== null) {
      // In tenths: a text that changes all the time is said anew all the time.
      const tenths = Math.floor((10 * look.progress) / look.total);
      alerts.push({
        id: 'dataset-look',
        severity: 'info',
        title: 'The dataset is being looked through',
        cause: `${tenths * 10} % of its ${look.total.toLocaleString('en')} episodes so far.`,
        action:
          'You can collect meanwhile. Its minutes and interrupted episodes are shown when that is done.',
      });
    }
  }
  if (look.failure !== null) {
    alerts.push({
      id: 'dataset-look-failed',
      severity: 'caution',
      title: 'The dataset was not looked through',
      cause: look.failure,
      action:
        'Start Retrace again: what a crash left open is not recovered, and its minutes are not counted.',
    });
  }
  for (const { path, message } of look.unreadable.slice(0, MOST_FOLDERS)) {
    alerts.push({
      id: `unreadable:${path}`,
      severity: 'caution',
      title: 'A folder of the dataset cannot be read',
      cause: message,
      action: `Mend or move the folder: ${path}`,
    });
  }
  const more = look.unreadable.length - MOST_FOLDERS;
  if (more > 0) {
    alerts.push({
      id: 'unreadable',
      severity: 'caution',
      title: `${more} more folders of the dataset cannot be read`,
      cause: 'Each has a reason of its own.',
      action: 'The command "retrace list" names them all.',
    });
  }
  return alerts;
}
