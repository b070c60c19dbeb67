import { NOTHING } from './check.ts';
import { rmsDistance } from './numbers.ts';
import type { PeerCheck } from './peer-check.ts';
import type { Traits } from './traits.ts';

/** Of the range that a position covers. No hand repeats a motion to this; a copy or a replay does. */
const LEAST_DISTANCE = 0.02;
const LENGTH_SHARE = 0.02;
const LEAST_RANGE = 1e-6;

/** A take whose motion is that of another one: copied, replayed, or recorded twice. */
export const nearDuplicate: PeerCheck = {
  name: 'near-duplicate',
  version: 1,
  run(episode, peers) {
    let nearest = { id: '', distance: Number.POSITIVE_INFINITY };
    for (const peer of peers) {
      const distance = distanceBetween(episode, peer);
      if (distance < nearest.distance) nearest = { id: peer.id, distance };
    }
    if (!Number.isFinite(nearest.distance)) return NOTHING;
    const measures = { nearestTake: nearest.distance };
    if (nearest.distance >= LEAST_DISTANCE) return { findings: [], measures };
    const message = `the robot moves as in episode ${nearest.id}, to ${(100 * nearest.distance).toFixed(1)} % of its range`;
    return { findings: [{ code: 'near-duplicate', severity: 'warning', message, spans: [] }], measures };
  },
};

/** Of the quantity that differs most; infinite for takes of other lengths or of a robot that did not move. */
function distanceBetween(a: Traits, b: Traits): number {
  if (Math.abs(a.durationNs - b.durationNs) > LENGTH_SHARE * a.durationNs) return Number.POSITIVE_INFINITY;
  const moving = a.path.flatMap((path, i) => {
    const range = Math.max(...path) - Math.min(...path);
    return range < LEAST_RANGE ? [] : [rmsDistance(path, b.path[i] ?? []) / range];
  });
  return moving.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...moving);
}
