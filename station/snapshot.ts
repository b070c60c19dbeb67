import type { Alert } from '../core/alert.ts';
import type { PolicyView, ProtocolView, Snapshot, StreamHealth } from '../core/contract/snapshot.ts';
import { SOFTWARE } from '../core/version.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { type Protocol, reachablePhases } from '../protocols/protocol.ts';
import type { Intent } from '../robots/input/intent.ts';
import type { RobotProfile } from '../robots/profile.ts';
import type { CollectSession } from './collect/collect-session.ts';
import { collectView } from './collect/collect-view.ts';
import { unitOfState } from './collect/episode-head.ts';
import { preflight } from './collect/preflight.ts';
import type { Quotas } from './collect/quotas.ts';
import type { ControlLoop } from './control-loop.ts';
import type { DiskReserve } from './disk-reserve.ts';
import type { ProtocolLibrary } from './protocol-library.ts';
import type { RobotLink } from './robot-link.ts';
import type { Stream } from './stream.ts';

export interface SnapshotSources {
  version: number;
  nowNs: bigint;
  wallNs: bigint;
  dataset: Dataset;
  link: RobotLink;
  loop: ControlLoop;
  session: CollectSession;
  library: ProtocolLibrary;
  quotas: Quotas;
  disk: DiskReserve;
  selfTest: Snapshot['input']['selfTest'];
  policies: PolicyView[];
  alerts: Alert[];
}

/** The station's whole state as a screen sees it. */
export function buildSnapshot(sources: SnapshotSources): Snapshot {
  const {
    version,
    nowNs,
    wallNs,
    dataset,
    link,
    loop,
    session,
    library,
    quotas,
    disk,
    selfTest,
    policies,
    alerts,
  } = sources;
  const { bridge } = link;
  return {
    version,
    software: `${SOFTWARE.name} ${SOFTWARE.version}`,
    dataset: { name: dataset.info.name, path: dataset.path },
    robot: robotView(link, loop),
    bridge: { kind: link.profile.bridge.kind, url: bridge.url, ...bridge.status },
    streams: link.streams.map((stream) => streamHealth(stream, nowNs)),
    predicate:
      link.profile.predicate === undefined
        ? null
        : { title: link.profile.predicate.title, isTrue: link.isPredicateTrue(nowNs) },
    input: {
      device: loop.inputDevice,
      selfTest,
      policy: policyState(loop, nowNs),
      // Each screen is told its own standing.
      driver: 'nobody',
      isDeadManHeld: loop.intent.isDeadManHeld,
      isGripperClosed: loop.intent.isGripperClosed,
      axes: axesOf(link.profile, loop.lead.wants(nowNs) ?? loop.intent),
    },
    protocols: library.protocols.map(protocolView),
    protocolErrors: library.errors,
    policies,
    quotas: library.protocols.map(({ name }) => quotas.of(name)),
    preflight: session.status === 'idle' ? preflight({ link, disk, selfTest, nowNs, wallNs }) : [],
    session: session.view,
    summary: session.summary,
    collect: collectView(session),
    alerts,
  };
}

function axesOf({ action }: RobotProfile, intent: Intent): number[] {
  return action.map(({ axis }) => {
    if (axis === 'gripper') return Number(intent.isGripperClosed);
    return Math.max(-1, Math.min(1, intent.axes[axis] ?? 0));
  });
}

function policyState({ lead }: ControlLoop, nowNs: bigint): Snapshot['input']['policy'] {
  if (lead.policy === null) return null;
  return {
    name: lead.policy.name,
    isLeading: lead.isPolicy,
    trouble: lead.letGoBecause ?? lead.trouble(nowNs),
  };
}

function robotView(link: RobotLink, loop: ControlLoop): Snapshot['robot'] {
  const { profile, bridge } = link;
  const edges = loop.atWorkspaceEdge;
  const reason =
    loop.heldBecause ?? (edges.length > 0 ? `At the edge of the workspace: ${edges.join(', ')}` : '');
  return {
    profile: profile.name,
    title: profile.title,
    cameras: profile.cameras.map(({ name, title, widthPx, heightPx }) => ({
      name,
      title,
      widthPx,
      heightPx,
    })),
    state: profile.state.map((name) => ({ name, unit: unitOfState(profile, name) })),
    action: profile.action.map((action) => ({
      name: action.name,
      unit: action.unit,
      axis: action.axis,
      state: (action.kind === 'gripper' ? action.state : action.workspace?.state) ?? null,
    })),
    canReset: profile.resetService !== undefined,
    status: bridge.status.status !== 'up' ? 'unavailable' : loop.heldBecause === null ? 'moving' : 'held',
    reason,
    isStopped: loop.needsNewPress,
    atLimit: [...edges],
  };
}

function streamHealth(stream: Stream<unknown>, nowNs: bigint): StreamHealth {
  return {
    name: stream.name,
    kind: stream.kind,
    rateHz: stream.rateHz(nowNs),
    expectedHz: stream.expectedHz,
    ageMs: stream.ageMs(nowNs),
    isFresh: stream.isFresh(nowNs),
  };
}

function protocolView(protocol: Protocol): ProtocolView {
  const { name, version, title, description, phases } = protocol;
  const planned = reachablePhases(protocol);
  return {
    name,
    version,
    title,
    description,
    phases: phases.map((phase) => ({
      name: phase.name,
      title: phase.title,
      prompt: phase.prompt,
      counts: phase.counts ?? '',
      picture: phase.picture ?? '',
      intent: phase.intent,
      color: phase.color,
      isPlanned: planned.has(phase.name),
    })),
  };
}
