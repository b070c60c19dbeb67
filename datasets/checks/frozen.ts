import type { CheckFinding, EpisodeCheck, EpisodeView, Span } from './check.ts';
import { positionsOf, type Quantity } from './motion.ts';
import type { Picture } from './picture.ts';
import { firstOf, lengthNs, longestSpans, secondsOf, spansWhere, totalNs } from './spans.ts';

/** Pictures whose small copies nowhere differ by more show the same: a picture that was encoded anew does. */
const SAME_LEVELS = 1;
const LEAST_NS = 1e9;
/** A robot that has moved this far meanwhile, in metres or radians, must show. */
const SEEN_MOVE = 0.05;

/** A camera that shows one and the same picture while the robot moves. */
export const frozen: EpisodeCheck = {
  name: 'frozen',
  version: 1,
  run(episode) {
    const positions = positionsOf(episode);
    const findings: CheckFinding[] = [];
    let frozenNs = 0;
    for (const [camera, pictures] of Object.entries(episode.pictures)) {
      const spans = sameSpans(pictures).filter(
        (span) => lengthNs(span) >= LEAST_NS && hasMoved(episode, positions, span),
      );
      frozenNs += totalNs(spans);
      if (spans.length === 0) continue;
      const message = `${camera} showed the same picture for ${secondsOf(totalNs(spans))} while the robot moved, ${firstOf(spans)}`;
      findings.push({
        code: 'frozen-image',
        severity: 'error',
        message,
        stream: camera,
        spans: longestSpans(spans),
      });
    }
    return { findings, measures: { frozenMs: frozenNs / 1e6 } };
  },
};

function sameSpans(pictures: readonly Picture[]): Span[] {
  const times = pictures.map(({ timeNs }) => timeNs);
  return spansWhere(times, (i) => {
    const next = pictures[i + 1];
    return next !== undefined && isSame(pictures[i]!.thumb, next.thumb);
  });
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) <= SAME_LEVELS);
}

function hasMoved({ timesNs }: EpisodeView, positions: readonly Quantity[], span: Span): boolean {
  const rows = [...timesNs.keys()].filter(
    (row) => timesNs[row]! >= span.startNs && timesNs[row]! <= span.endNs,
  );
  return positions.some(({ values }) => {
    const seen = rows.map((row) => values[row]!);
    return Math.max(...seen) - Math.min(...seen) > SEEN_MOVE;
  });
}
