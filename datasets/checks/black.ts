import type { CheckFinding, EpisodeCheck } from './check.ts';
import { firstOf, longestSpans, secondsOf, spansWhere, totalNs } from './spans.ts';

const BLACK_SHARE = 0.99;

/** Pictures without light: a cap on the lens, a camera that sends nothing but zeros. */
export const black: EpisodeCheck = {
  name: 'black',
  version: 1,
  run({ pictures }) {
    const findings: CheckFinding[] = [];
    let blackNs = 0;
    for (const [camera, some] of Object.entries(pictures)) {
      const times = some.map(({ timeNs }) => timeNs);
      const spans = spansWhere(times, (i) => some[i]!.blackShare >= BLACK_SHARE);
      blackNs += totalNs(spans);
      if (spans.length === 0) continue;
      const message = `${camera} is black for ${secondsOf(totalNs(spans))}, ${firstOf(spans)}`;
      findings.push({
        code: 'black-image',
        severity: 'warning',
        message,
        stream: camera,
        spans: longestSpans(spans),
      });
    }
    return { findings, measures: { blackMs: blackNs / 1e6 } };
  },
};
