import type { Finding } from '../../datasets/episode/manifest.ts';
import { foldEvents, type PhaseEvent, type Segment } from '../../protocols/phases.ts';
import { parseProtocol } from '../../protocols/protocol.ts';
import { checkRules } from '../../protocols/rules.ts';

/**
 * Phases of an episode that a crash cut off, from the protocol and the events that its file holds.
 *
 * @param durationNs of what could be read
 */
export function foldRecovered(
  definition: unknown,
  events: readonly PhaseEvent[],
  durationNs: number,
): { segments: Segment[]; findings: Finding[] } {
  const protocol = parseProtocol(JSON.stringify(definition), 'protocol of the episode');
  const known = events.filter((event) => event.atNs <= durationNs);
  const { segments, outcome } = foldEvents(protocol, known, durationNs);
  return { segments, findings: checkRules(protocol, segments, outcome ?? 'aborted') };
}
