import type { Decision, HistoryEntry } from '../../../core/contract/decision.ts';
import { formatClock } from '../../../core/time.ts';

const NS_PER_MS = 1e6;

/** A decision in words, as the history and the undo say it. */
export function describeDecision(decision: Decision): string {
  switch (decision.kind) {
    case 'accept':
      return 'Accepted';
    case 'reject':
      return `Rejected: ${decision.reason}`;
    case 'outcome':
      return `Outcome: ${decision.outcome}`;
    case 'task':
      return `Task: ${decision.task}`;
    case 'segments':
      return 'Phases changed';
    case 'trim':
      return `Used from ${clock(decision.startNs)} to ${clock(decision.endNs)}`;
    case 'note':
      return decision.atNs === undefined ? decision.text : `${clock(decision.atNs)} ${decision.text}`;
    case 'second-look':
      return 'Asked for a second look';
    case 'undo':
      return 'Took a decision back';
  }
}

export interface Conflict {
  about: 'verdict' | 'outcome' | 'task' | 'phases' | 'trim';
  /** Of each person the last standing decision, the newest last: it is the one that counts. */
  entries: readonly HistoryEntry[];
}

const ABOUT: Partial<Record<Decision['kind'], Conflict['about']>> = {
  accept: 'verdict',
  reject: 'verdict',
  outcome: 'outcome',
  task: 'task',
  segments: 'phases',
  trim: 'trim',
};

/** What two people decided differently about the same thing, and neither took back. */
export function conflictsOf(history: readonly HistoryEntry[]): Conflict[] {
  const standing = history.filter(
    ({ decision, isStanding }) => isStanding && ABOUT[decision.kind] !== undefined,
  );
  const byTopic = Map.groupBy(standing, ({ decision }) => ABOUT[decision.kind]!);
  return [...byTopic].flatMap(([about, entries]) => {
    const lastOfEach = [...new Map(entries.map((entry) => [entry.by, entry])).values()].sort((a, b) =>
      a.at.localeCompare(b.at),
    );
    const isOne = new Set(lastOfEach.map(({ decision }) => meaningOf(decision))).size <= 1;
    return isOne ? [] : [{ about, entries: lastOfEach }];
  });
}

/** Two rejections agree, whatever the reasons. */
function meaningOf(decision: Decision): string {
  return decision.kind === 'reject' ? 'reject' : JSON.stringify(decision);
}

function clock(ns: number): string {
  return formatClock(ns / NS_PER_MS);
}
