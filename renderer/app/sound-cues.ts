import type { Snapshot } from '../../core/contract/snapshot.ts';

export type Cue = 'begin' | 'phase' | 'success' | 'failure' | 'alarm';

/** What the operator, who looks at the robot, shall hear now that one snapshot has followed the other. */
export function cueFor(before: Snapshot, now: Snapshot): Cue | null {
  const known = new Set(before.alerts.map((alert) => alert.id));
  if (now.alerts.some(({ id, severity }) => severity === 'alarm' && !known.has(id))) return 'alarm';
  if (before.collect.status !== 'recording' && now.collect.status === 'recording') return 'begin';
  if (before.collect.status === 'recording' && now.collect.status === 'review') {
    return now.collect.episode?.outcome === 'success' ? 'success' : 'failure';
  }
  if (now.collect.status !== 'recording') return null;
  return phaseKey(before) === phaseKey(now) ? null : 'phase';
}

function phaseKey({ collect }: Snapshot): string {
  return collect.phase === null ? '' : `${collect.phase.name} ${collect.phase.attempt}`;
}
