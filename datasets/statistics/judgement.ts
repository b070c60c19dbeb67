import type { Outcome } from '../../protocols/phases.ts';
import type { Label } from '../episode/label.ts';
import { effectiveLabels } from '../episode/label-state.ts';

/** A person's last standing decision about what an episode is worth, or how it ended. */
export type Judgement = { by: string; at: string } & (
  | { about: 'verdict'; value: 'accept' | 'reject' }
  | { about: 'outcome'; value: Outcome }
);

/** One a person and matter, in the order of the decisions. */
export function judgementsOf(labels: readonly Label[]): Judgement[] {
  const last = new Map<string, Judgement>();
  for (const label of effectiveLabels(labels)) {
    const judgement = judgementOf(label);
    if (judgement === null) continue;
    const key = `${judgement.about} ${judgement.by}`;
    last.delete(key);
    last.set(key, judgement);
  }
  return [...last.values()];
}

function judgementOf(label: Label): Judgement | null {
  const { by, at } = label;
  if (label.kind === 'accept' || label.kind === 'reject')
    return { by, at, about: 'verdict', value: label.kind };
  if (label.kind === 'outcome') return { by, at, about: 'outcome', value: label.outcome };
  return null;
}
