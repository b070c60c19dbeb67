import type { Label } from './label.ts';

type LabelOf<K extends Label['kind']> = Extract<Label, { kind: K }>;

/** What all decisions about an episode come to; null where nobody decided. */
export interface LabelState {
  verdict: 'accept' | 'reject' | null;
  outcome: LabelOf<'outcome'>['outcome'] | null;
  segments: LabelOf<'segments'>['segments'] | null;
  /** Every note counts. */
  notes: string[];
}

/** Of two decisions about the same thing the later one counts. `labels` are in the order of their decision. */
export function foldLabels(labels: readonly Label[]): LabelState {
  const state: LabelState = { verdict: null, outcome: null, segments: null, notes: [] };
  for (const label of labels) {
    if (label.kind === 'accept' || label.kind === 'reject') state.verdict = label.kind;
    else if (label.kind === 'outcome') state.outcome = label.outcome;
    else if (label.kind === 'segments') state.segments = label.segments;
    else if (label.kind === 'note') state.notes.push(label.text);
  }
  return state;
}
