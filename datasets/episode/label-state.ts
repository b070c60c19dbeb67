import type { Label } from './label.ts';

type LabelOf<K extends Label['kind']> = Extract<Label, { kind: K }>;

/** What all decisions about an episode come to; null where nobody decided. */
export interface LabelState {
  verdict: 'accept' | 'reject' | null;
  /** Why it was rejected. */
  reason: string | null;
  outcome: LabelOf<'outcome'>['outcome'] | null;
  task: string | null;
  segments: LabelOf<'segments'>['segments'] | null;
  /** `[startNs, endNs)` since the episode began. */
  trim: { startNs: number; endNs: number } | null;
  needsSecondLook: boolean;
  /** Every note counts. */
  notes: string[];
}

/**
 * Of two decisions about the same thing the later one counts, and one that was taken back does not.
 * `labels` are in the order of their decision.
 */
export function foldLabels(labels: readonly Label[]): LabelState {
  const state: LabelState = {
    verdict: null,
    reason: null,
    outcome: null,
    task: null,
    segments: null,
    trim: null,
    needsSecondLook: false,
    notes: [],
  };
  for (const label of effectiveLabels(labels)) apply(label, state);
  return state;
}

/** Without those that were taken back, and without what took them back. An undo can itself be undone. */
export function effectiveLabels(labels: readonly Label[]): Label[] {
  const undone = new Set<string>();
  const effective: Label[] = [];
  for (const label of labels.toReversed()) {
    if (label.id !== undefined && undone.has(label.id)) continue;
    if (label.kind === 'undo') undone.add(label.undoes);
    else effective.push(label);
  }
  return effective.reverse();
}

function apply(label: Label, state: LabelState): void {
  switch (label.kind) {
    case 'accept':
    case 'reject':
      state.verdict = label.kind;
      state.reason = label.kind === 'reject' ? label.reason : null;
      state.needsSecondLook = false;
      break;
    case 'outcome':
      state.outcome = label.outcome;
      break;
    case 'task':
      state.task = label.task;
      break;
    case 'segments':
      state.segments = label.segments;
      break;
    case 'trim':
      state.trim = { startNs: label.startNs, endNs: label.endNs };
      break;
    case 'note':
      state.notes.push(label.text);
      break;
    case 'second-look':
      state.needsSecondLook = true;
  }
}
