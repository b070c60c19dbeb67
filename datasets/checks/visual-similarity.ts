import { NOTHING } from './check.ts';
import { median, rmsDistance } from './numbers.ts';
import type { PeerCheck } from './peer-check.ts';

const LEAST_PEERS = 3;
const MOST_RATIO = 1;

/**
 * The ratio that tells whether failure and success of one episode look alike but for the task, as visual
 * backtracking wants (arXiv:2210.02343): the distance of a failure's picture to the nearest success picture of its
 * own episode ÷ to the nearest one of other episodes; the median over the failure's pictures. At 1 or more the
 * episode's own success is no nearer than any other: something incidental has changed. The distance is the root
 * mean square of gray levels of all cameras at 32 × 24; measure and limit are ours.
 */
export const visualSimilarity: PeerCheck = {
  name: 'visual-similarity',
  version: 1,
  run({ failureFrames, successFrames }, peers) {
    const others = peers.filter((peer) => peer.successFrames.length > 0);
    if (failureFrames.length === 0 || successFrames.length === 0 || others.length < LEAST_PEERS)
      return NOTHING;
    const otherFrames = others.flatMap((peer) => peer.successFrames);
    const ratio = median(
      failureFrames.map(
        (frame) => nearest(frame, successFrames) / Math.max(1e-6, nearest(frame, otherFrames)),
      ),
    );
    const measures = { similarityRatio: ratio };
    if (ratio < MOST_RATIO) return { findings: [], measures };
    const message = `failure and success of this episode look no more alike than those of ${others.length} others: ratio ${ratio.toFixed(2)}`;
    return { findings: [{ code: 'unlike-success', severity: 'warning', message, spans: [] }], measures };
  },
};

function nearest(frame: Uint8Array, frames: readonly Uint8Array[]): number {
  return Math.min(...frames.map((other) => rmsDistance(frame, other)));
}
