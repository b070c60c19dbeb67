import type { Outcome, Segment } from './phases.ts';
import type { Protocol } from './protocol.ts';

/** Something about an episode that a person should know. An `error` makes it invalid for its protocol. */
export interface Finding {
  code: string;
  severity: 'info' | 'warning' | 'error';
  message: string;
}

/**
 * Hold an ended episode against its protocol's rules. For visual backtracking these are: at least one
 * failure, then at least one recovery, then exactly one terminal success (arXiv:2210.02343); more than one
 * way back is allowed and flagged.
 */
export function checkRules(protocol: Protocol, segments: readonly Segment[], outcome: Outcome): Finding[] {
  const { rules } = protocol;
  const findings: Finding[] = [];
  const error = (code: string, message: string): void => {
    findings.push({ code, severity: 'error', message });
  };
  const count = (phase: string): number => segments.filter((segment) => segment.phase === phase).length;

  for (const [phase, least] of Object.entries(rules.atLeast)) {
    if (count(phase) < least) {
      error('phase-missing', `${count(phase)} of at least ${least} ${phase} segments`);
    }
  }
  for (const [phase, most] of Object.entries(rules.atMost)) {
    if (count(phase) > most) error('phase-repeated', `${count(phase)} ${phase} segments, at most ${most}`);
  }
  const firsts = rules.order
    .filter((phase) => count(phase) > 0)
    .map((phase) => ({ phase, at: segments.findIndex((segment) => segment.phase === phase) }));
  for (const [i, later] of firsts.entries()) {
    const earlier = firsts[i - 1];
    if (earlier !== undefined && later.at < earlier.at) {
      error('phase-order', `${later.phase} came before ${earlier.phase}`);
    }
  }
  if (rules.outcome !== undefined && outcome !== rules.outcome) {
    error('outcome', `the episode ended as ${outcome}, expected ${rules.outcome}`);
  }
  if (!timesRise(segments)) error('phase-times', 'the segments do not follow one another in time');
  for (const [phase, limit] of Object.entries(rules.flagAbove)) {
    if (count(phase) > limit) {
      findings.push({
        code: 'phase-loops',
        severity: 'info',
        message: `${count(phase)} ${phase} segments: more than one way back`,
      });
    }
  }
  return findings;
}

function timesRise(segments: readonly Segment[]): boolean {
  return segments.every(
    (segment, i) =>
      segment.endNs > segment.startNs && (i === 0 || segment.startNs === segments[i - 1]?.endNs),
  );
}
