import type { CheckFinding, EpisodeCheck } from './check.ts';
import { median } from './numbers.ts';
import type { Picture } from './picture.ts';
import { firstOf, lengthNs, longestSpans, secondsOf, spansWhere, totalNs } from './spans.ts';

/** A picture with less than this share of the camera's usual sharpness; motion in front of it takes less away. */
const USUAL_SHARE = 0.2;
/** A moment of motion blur is no fault of the camera. */
const LEAST_NS = 700e6;
/** Below this a scene has no edges that could blur. */
const LEAST_SHARPNESS = 4;
const BLACK_SHARE = 0.99;

/** A camera that loses its focus, or has something on its lens, for a part of the episode. */
export const blurred: EpisodeCheck = {
  name: 'blurred',
  version: 1,
  run({ pictures }) {
    const findings: CheckFinding[] = [];
    const measures: Record<string, number> = {};
    for (const [camera, all] of Object.entries(pictures)) {
      const some = all.filter(({ blackShare }) => blackShare < BLACK_SHARE);
      if (some.length === 0) continue;
      const usual = median(some.map(({ sharpness }) => sharpness));
      measures[`sharpness.${camera}`] = usual;
      const spans = usual < LEAST_SHARPNESS ? [] : blurredSpans(some, USUAL_SHARE * usual);
      if (spans.length === 0) continue;
      const message = `${camera} is blurred for ${secondsOf(totalNs(spans))}, ${firstOf(spans)}`;
      findings.push({
        code: 'blurred-image',
        severity: 'warning',
        message,
        stream: camera,
        spans: longestSpans(spans),
      });
    }
    return { findings, measures };
  },
};

function blurredSpans(pictures: readonly Picture[], limit: number) {
  const times = pictures.map(({ timeNs }) => timeNs);
  return spansWhere(times, (i) => pictures[i]!.sharpness < limit).filter(
    (span) => lengthNs(span) >= LEAST_NS,
  );
}
