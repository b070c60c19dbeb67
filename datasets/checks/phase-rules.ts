import { protocolSchema } from '../../protocols/protocol.ts';
import { checkRules } from '../../protocols/rules.ts';
import type { EpisodeCheck } from './check.ts';

/** The rules of the protocol, held against the phases and the outcome as people judged them. */
export const phaseRules: EpisodeCheck = {
  name: 'phase-rules',
  version: 1,
  run({ manifest, segments, outcome }) {
    const { data: protocol } = protocolSchema.safeParse(manifest.head.protocol.definition);
    if (protocol === undefined) {
      const message = 'the phases cannot be checked: the protocol of the episode cannot be read';
      return { findings: [{ code: 'phase-unchecked', severity: 'info', message, spans: [] }], measures: {} };
    }
    const findings = checkRules(protocol, segments, outcome).map((finding) => ({ ...finding, spans: [] }));
    return { findings, measures: {} };
  },
};
