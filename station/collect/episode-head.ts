import { v7 as uuidv7 } from 'uuid';
import { SOFTWARE } from '../../core/version.ts';
import type { EpisodeHead, ExtraStream } from '../../datasets/episode/manifest.ts';
import { ECHO_STREAM } from '../../datasets/integrity/echo-timing.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import type { PolicyThread } from '../policy/policy-thread.ts';
import type { RobotLink } from '../robot-link.ts';

/** Streams that the station itself adds to what the profile names. */
export const EXTRA_COMMAND = 'command';
export const EXTRA_INPUT = 'input';
export const EXTRA_EVENTS = 'events';
export const EXTRA_PREDICATE = 'predicate';

export interface SessionInfo {
  id: string;
  operator: string;
  task: string;
  protocol: Protocol;
  /** Nothing is recorded. */
  isPractice: boolean;
  /** What leads until the operator takes over; null for the operator alone. */
  policy: PolicyThread | null;
}

export interface HeadOptions {
  session: SessionInfo;
  link: RobotLink;
  startedAtWallNs: bigint;
  clock: EpisodeHead['clock'];
}

/** All that is known of an episode when it begins. */
export function episodeHead({ session, link, startedAtWallNs, clock }: HeadOptions): EpisodeHead {
  const { profile } = link;
  const offset = link.clock.offset();
  return {
    ...headBasis(session, profile),
    streams: link.streams.map((stream) => stream.name),
    extras: extraStreams(profile),
    streamHz: Object.fromEntries(link.streams.map(({ name, expectedHz }) => [name, expectedHz])),
    startedAtWallNs,
    clock,
    policy:
      session.policy === null ? undefined : { name: session.policy.name, sha256: session.policy.sha256 },
    clockOffset:
      offset === null
        ? undefined
        : // The file says by how much the robot's clock is ahead; the estimate says what to add to it.
          { offsetNs: -offset.offsetNs, errorNs: Number(offset.errorNs), method: offset.method },
  };
}

/** What session and profile alone say of an episode, however its rows are made. */
export function headBasis(
  { id, operator, task, protocol }: Omit<SessionInfo, 'isPractice' | 'policy'>,
  profile: RobotProfile,
) {
  return {
    id: uuidv7(),
    sessionId: id,
    operator,
    task,
    protocol: { name: protocol.name, version: protocol.version, definition: protocol },
    phases: protocol.phases.map((phase) => phase.name),
    robotProfile: { name: profile.name, definition: profile },
    cameras: profile.cameras.map(({ name, widthPx, heightPx, encoding }) => ({
      name,
      widthPx,
      heightPx,
      encoding,
    })),
    state: { names: profile.state, units: profile.state.map((name) => unitOfState(profile, name)) },
    action: actionVector(profile),
    stepHz: profile.rates.stepHz,
    software: SOFTWARE,
  };
}

export function unitOfState(profile: RobotProfile, name: string): string {
  return profile.streams.flatMap((stream) => stream.values).find((value) => value.name === name)?.unit ?? '';
}

function actionVector(profile: RobotProfile): { names: string[]; units: string[] } {
  return { names: profile.action.map(({ name }) => name), units: profile.action.map(({ unit }) => unit) };
}

function extraStreams(profile: RobotProfile): ExtraStream[] {
  return [
    ...profile.cameras.map(({ name }) => ({ name, kind: 'image' as const })),
    ...profile.streams.map(({ name, values }) => ({
      name,
      kind: 'vector' as const,
      names: values.map((value) => value.name),
      units: values.map((value) => value.unit),
    })),
    { name: EXTRA_COMMAND, kind: 'vector', ...actionVector(profile) },
    { name: ECHO_STREAM, kind: 'vector', names: ['command'], units: [''] },
    ...(profile.predicate === undefined
      ? []
      : [{ name: EXTRA_PREDICATE, kind: 'vector' as const, names: ['is_true'], units: [''] }]),
    { name: EXTRA_INPUT, kind: 'text' },
    { name: EXTRA_EVENTS, kind: 'text' },
  ];
}
