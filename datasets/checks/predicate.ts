import type { EpisodeCheck } from './check.ts';

/** The task's own test says one thing, the operator another. */
export const predicate: EpisodeCheck = {
  name: 'predicate',
  version: 1,
  run({ manifest, outcome }) {
    const isTrue = manifest.predicate?.isTrue ?? null;
    if (isTrue === null || outcome === 'aborted' || isTrue === (outcome === 'success')) {
      return { findings: [], measures: {} };
    }
    const message = `the task's test was ${isTrue ? 'true' : 'false'} at the end of an episode that counts as ${outcome}`;
    return {
      findings: [{ code: 'predicate-disagrees', severity: 'warning', message, spans: [] }],
      measures: {},
    };
  },
};
