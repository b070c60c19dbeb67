import type { AuditEpisode } from '../../../core/contract/audit.ts';
import type { Decision, HistoryEntry } from '../../../core/contract/decision.ts';
import type { Player } from '../player/player.ts';
import type { Segment } from '../timeline/segment-edit.ts';
import { trimIn, trimOut, wholeTrim } from '../timeline/trim.ts';
import type { DecisionLog } from './decision-log.ts';
import { describeDecision } from './describe-decision.ts';
import type { OutcomeName } from './outcome-choice.tsx';

/** Everything a person can decide about the open episode. */
export interface EpisodeActs {
  accept(): void;
  reject(reason: string): void;
  secondLook(): void;
  setOutcome(outcome: OutcomeName): void;
  setTask(task: string): void;
  /** @returns whether they were kept. */
  setSegments(segments: Segment[]): Promise<boolean>;
  setIn(): void;
  setOut(): void;
  useAll(): void;
  note(text: string, atMs: number): void;
  takeBack(labelId: string, entry: HistoryEntry): void;
}

/** @param goOn to the next episode of the queue; called once the verdict is kept */
export function episodeActs(
  episode: AuditEpisode,
  player: Player,
  decisions: DecisionLog,
  goOn: () => void,
): EpisodeActs {
  const decide = (decision: Decision, title = describeDecision(decision)): Promise<boolean> =>
    decisions.decide(title, [{ id: episode.row.id, seenLabels: episode.row.labels, decisions: [decision] }]);
  const judge = async (decision: Decision): Promise<void> => {
    if (await decide(decision)) goOn();
  };
  // In and out may follow each other faster than the station tells what became of the first.
  let current = episode.trim;
  const trimTo = (trim: { startNs: number; endNs: number } | null): void => {
    if (trim === null) return;
    current = trim;
    void decide({ kind: 'trim', ...trim });
  };
  const row = (): number => player.store.getState().row;
  return {
    accept: () => void judge({ kind: 'accept' }),
    reject: (reason) => void judge({ kind: 'reject', reason }),
    secondLook: () => void decide({ kind: 'second-look' }),
    setOutcome: (outcome) => void decide({ kind: 'outcome', outcome }),
    setTask: (task) => void decide({ kind: 'task', task }),
    setSegments: (segments) => decide({ kind: 'segments', segments }),
    setIn: () => trimTo(trimIn(player.timesMs, current, row())),
    setOut: () => trimTo(trimOut(player.timesMs, current, row())),
    useAll: () => trimTo(wholeTrim(player.timesMs)),
    note: (text, atMs) => void decide({ kind: 'note', text, atNs: Math.round(atMs * 1e6) }),
    takeBack: (labelId, entry) =>
      void decide({ kind: 'undo', undoes: labelId }, `Take back: ${describeDecision(entry.decision)}`),
  };
}
