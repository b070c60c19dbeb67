import { NOTHING } from './check.ts';
import { median, rmsDistance } from './numbers.ts';
import type { PeerCheck } from './peer-check.ts';

const LEAST_PEERS = 8;
/** Of the middle distance between the peers' failures. */
const LEAST_SHARE = 0.2;

/**
 * Whether the failure is one of many kinds or the same again: the distance of the picture at which it ended to the
 * nearest one of its peers, against the middle distance between theirs. Measure and limit are ours.
 */
export const failureDiversity: PeerCheck = {
  name: 'failure-diversity',
  version: 1,
  run({ failureEnds }, peers) {
    const others = peers.flatMap((peer) => peer.failureEnds.slice(0, 1));
    if (failureEnds.length === 0 || others.length < LEAST_PEERS) return NOTHING;
    const usual = median(others.flatMap((a, i) => others.slice(i + 1).map((b) => rmsDistance(a, b))));
    if (usual === 0) return NOTHING;
    const novelty = Math.min(
      ...failureEnds.map((end) => Math.min(...others.map((other) => rmsDistance(end, other)))),
    );
    const measures = { failureNovelty: novelty / usual };
    if (measures.failureNovelty >= LEAST_SHARE) return { findings: [], measures };
    const message = `the failure looks like one of its peers: ${Math.round(100 * measures.failureNovelty)} % of the usual distance`;
    return { findings: [{ code: 'repeated-failure', severity: 'info', message, spans: [] }], measures };
  },
};
