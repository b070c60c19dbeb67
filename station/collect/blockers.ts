import type { SelfTest } from '../../core/contract/input.ts';
import type { PolicyThread } from '../policy/policy-thread.ts';
import type { RobotLink } from '../robot-link.ts';
import { deviceCheck } from './device-check.ts';

/** An input device that failed its self-test must not drive: its dead-man may read held while nobody holds it. */
export function deviceBlockers(selfTest: SelfTest | null): string[] {
  const { status, finding, fix } = deviceCheck(selfTest);
  return status === 'fault' ? [`${finding} ${fix}`] : [];
}

/** An episode bears its policy's name: none begins that it could have no part in. */
export function policyBlockers(policy: PolicyThread | null): string[] {
  if (policy === null || policy.failure === null) return [];
  return [
    `The policy ${policy.name} has failed: ${policy.failure}. End the session, and start another with a policy or without.`,
  ];
}

/** Why an episode cannot begin now, each with what to do; empty when nothing is in the way. */
export function beginBlockers(link: RobotLink, nowNs: bigint): string[] {
  const { status, reason } = link.bridge.status;
  if (status !== 'up') {
    return [
      `The bridge is ${status}${reason === '' ? '' : `: ${reason}`}. Check that the robot's bridge runs.`,
    ];
  }
  const refusal = link.refusal();
  const stale = link.streams
    .filter((stream) => !stream.isFresh(nowNs))
    .map((stream) => {
      const kind = stream.kind === 'camera' ? 'Camera' : 'Stream';
      const ageMs = stream.ageMs(nowNs);
      return ageMs === null
        ? `${kind} ${stream.name} has sent nothing yet. Check that it is switched on.`
        : `${kind} ${stream.name} is ${Math.round(ageMs)} ms old. Check its cable or its node.`;
    });
  return refusal === null ? stale : [`${refusal}.`, ...stale];
}
