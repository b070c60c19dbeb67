import { NOTHING } from './check.ts';
import { median } from './numbers.ts';
import type { PeerCheck } from './peer-check.ts';
import { secondsOf } from './spans.ts';

const LEAST_PEERS = 8;
/** Iglewicz and Hoaglin (1993): a modified z-score above 3.5 is an outlier. */
const MOST_SCORE = 3.5;
const NORMAL = 0.6745;
/** Takes that are all alike make any other one an outlier; this much of the middle is none. */
const LEAST_SPREAD = 0.05;

/** Much shorter or longer than its peers. */
export const lengthOutlier: PeerCheck = {
  name: 'length-outlier',
  version: 1,
  run({ durationNs }, peers) {
    if (peers.length < LEAST_PEERS) return NOTHING;
    const durations = peers.map((peer) => peer.durationNs);
    const middle = median(durations);
    const spread = median(durations.map((duration) => Math.abs(duration - middle)));
    const score = (NORMAL * (durationNs - middle)) / Math.max(spread, LEAST_SPREAD * middle);
    const measures = { lengthScore: score };
    if (Math.abs(score) <= MOST_SCORE) return { findings: [], measures };
    const message = `${secondsOf(durationNs)} is much ${score > 0 ? 'longer' : 'shorter'} than its ${peers.length} peers, ${secondsOf(middle)} in the middle`;
    return { findings: [{ code: 'length-outlier', severity: 'warning', message, spans: [] }], measures };
  },
};
