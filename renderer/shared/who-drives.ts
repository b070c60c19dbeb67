import type { Snapshot } from '../../core/contract/snapshot.ts';

/** A script counts as the operator: it holds the same dead-man. */
export type Mover = 'operator' | 'policy';

/** Who moves the robot; null while it is held. */
export function whoDrives({ robot, input }: Pick<Snapshot, 'robot' | 'input'>): Mover | null {
  if (robot.status !== 'moving') return null;
  return input.policy?.isLeading ? 'policy' : 'operator';
}
