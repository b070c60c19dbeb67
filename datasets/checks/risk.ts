import type { Finding } from '../episode/manifest.ts';

const WEIGHTS: Record<Finding['severity'], number> = { error: 0.5, warning: 0.2, info: 0.05 };

/**
 * How much an episode wants a person's look, 0 … 100: each different finding takes its part of the trust that the
 * others left, an error half of it, a warning a fifth, an info a twentieth. How often one was found does not count.
 */
export function riskOf(findings: readonly Pick<Finding, 'code' | 'severity'>[]): number {
  const worst = new Map<string, number>();
  for (const { code, severity } of findings) {
    worst.set(code, Math.max(worst.get(code) ?? 0, WEIGHTS[severity]));
  }
  const trust = [...worst.values()].reduce((left, weight) => left * (1 - weight), 1);
  return Math.round(1000 * (1 - trust)) / 10;
}
