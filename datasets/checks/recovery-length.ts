import { protocolSchema } from '../../protocols/protocol.ts';
import type { CheckFinding, EpisodeCheck } from './check.ts';
import { lengthNs, longestSpans, secondsOf } from './spans.ts';

/** Of the time that the protocol suggests for the way back. */
const LONG = 3;
const SHORT = 0.1;

/**
 * How long the ways back took. Failure is not terminal in visual backtracking (arXiv:2210.02343): a failed state
 * is worth less only by the discount and by the time its recovery takes, so a recovery that is far from usual
 * teaches a wrong value. The limits are ours.
 */
export const recoveryLength: EpisodeCheck = {
  name: 'recovery-length',
  version: 1,
  run({ manifest, segments }) {
    const { data: protocol } = protocolSchema.safeParse(manifest.head.protocol.definition);
    const findings: CheckFinding[] = [];
    const lengths: number[] = [];
    for (const { name, suggestedMs } of protocol?.phases.filter(({ intent }) => intent === 'recover') ?? []) {
      const own = segments.filter(({ phase }) => phase === name);
      lengths.push(...own.map(lengthNs));
      const suggestedNs = suggestedMs * 1e6;
      const report = (code: string, word: string, some: typeof own): void => {
        if (some.length === 0) return;
        const message = `${some.length} of ${own.length} ${name} segments ${word}: ${secondsOf(lengthNs(some[0]!))}, ${secondsOf(suggestedNs)} are suggested`;
        findings.push({ code, severity: 'info', message, spans: longestSpans(some) });
      };
      report(
        'long-recovery',
        'take long',
        own.filter((some) => lengthNs(some) > LONG * suggestedNs),
      );
      report(
        'short-recovery',
        'are hardly there',
        own.filter((some) => lengthNs(some) < SHORT * suggestedNs),
      );
    }
    const measures: Record<string, number> = {};
    if (lengths.length > 0)
      measures.recoveryMs = lengths.reduce((sum, ns) => sum + ns, 0) / lengths.length / 1e6;
    return { findings, measures };
  },
};
