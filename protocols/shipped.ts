import { type Protocol, parseProtocol } from './protocol.ts';
import coverage from './shipped/coverage.json' with { type: 'json' };
import demonstration from './shipped/demonstration.json' with { type: 'json' };
import play from './shipped/play.json' with { type: 'json' };
import policyCorrection from './shipped/policy-correction.json' with { type: 'json' };
import separateEpisodes from './shipped/separate-episodes.json' with { type: 'json' };
import visualBacktracking from './shipped/visual-backtracking.json' with { type: 'json' };

const shipped = {
  'visual-backtracking': visualBacktracking,
  'policy-correction': policyCorrection,
  demonstration,
  'separate-episodes': separateEpisodes,
  coverage,
  play,
};

/** The protocols that come with Retrace. They pass the same border as a user's own file. */
export function shippedProtocols(): Protocol[] {
  return Object.entries(shipped).map(([name, definition]) =>
    parseProtocol(JSON.stringify(definition), `protocols/shipped/${name}.json`),
  );
}
