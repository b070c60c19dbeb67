import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../../core/errors.ts';
import { foldEvents } from '../../protocols/phases.ts';
import { parseProtocol } from '../../protocols/protocol.ts';
import { checkRules } from '../../protocols/rules.ts';
import type { Finding, SealedManifest } from '../episode/manifest.ts';

/** Hold an episode's phases against its own protocol and the marks that the operator made. */
export function phaseFindings({ head, events, segments, durationNs, outcome }: SealedManifest): Finding[] {
  try {
    const protocol = parseProtocol(JSON.stringify(head.protocol.definition), 'protocol of the episode');
    const known = events.filter(({ atNs }) => atNs <= durationNs);
    const folded = foldEvents(protocol, known, durationNs).segments;
    const claimed = segments.map(({ phase, attempt, startNs, endNs }) => ({
      phase,
      attempt,
      startNs,
      endNs,
    }));
    const findings = checkRules(protocol, folded, outcome);
    if (isDeepStrictEqual(folded, claimed)) return findings;
    const message = 'the phases of the manifest are not those that its marks give by its protocol';
    return [...findings, { code: 'phase-mismatch', severity: 'error', message }];
  } catch (error) {
    const message = `the phases cannot be checked: ${messageOf(error)}`;
    return [{ code: 'phase-unchecked', severity: 'info', message }];
  }
}
