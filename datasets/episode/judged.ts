import { AppError } from '../../core/errors.ts';
import type { Outcome } from '../../protocols/phases.ts';
import { type Ending, endingOf } from '../../protocols/reward.ts';
import type { LabelState } from './label-state.ts';
import type { SealedManifest, StepSegment } from './manifest.ts';
import { protocolOf } from './protocol-of.ts';
import { assignSteps } from './segments.ts';

/** Which decisions change what an episode says; a frozen version has them, too. */
export type Judgement = Pick<LabelState, 'outcome' | 'segments' | 'trim'> & {
  /** Left out where the recorded one holds. */
  task?: LabelState['task'] | undefined;
};

/** An episode as people judged it: what is exported, trained on and shown. Rows and steps keep their numbers. */
export interface JudgedEpisode {
  task: string;
  outcome: Outcome;
  /** Rows `[startRow, endRow)` are used: one step less than rows, as in every episode. */
  startRow: number;
  endRow: number;
  /** Those that have a step in use, cut to the steps in use. */
  segments: StepSegment[];
  /** Of the last step in use; every other step has reward 0 and no flag. */
  ending: Ending;
}

/**
 * Apply decisions to an episode. Nothing on disk changes.
 *
 * @param timesNs of all T + 1 rows, rising
 * @throws AppError `invalid-input` when the trim leaves no step, or its protocol cannot be read.
 */
export function judgeEpisode(
  { head, outcome: recorded, segments: marked }: SealedManifest,
  timesNs: ArrayLike<number>,
  judgement: Judgement,
): JudgedEpisode {
  const outcome = judgement.outcome ?? recorded;
  const all = judgement.segments === null ? marked : assignSteps(judgement.segments, timesNs);
  const { startRow, endRow } = rowsIn(timesNs, judgement.trim);
  const lastStep = endRow - 2;
  if (lastStep < startRow) {
    const { startNs, endNs } = judgement.trim ?? { startNs: 0, endNs: 0 };
    throw new AppError(
      'invalid-input',
      `trim: ${startNs} to ${endNs} ns leaves no step of the episode's ${timesNs.length - 1} (${head.id})`,
    );
  }
  const segments = all
    .map((segment) => ({
      ...segment,
      startStep: Math.max(segment.startStep, startRow),
      endStep: Math.min(segment.endStep, lastStep + 1),
    }))
    .filter(({ startStep, endStep }) => startStep < endStep);
  // An episode whose last part was trimmed away has not ended in what it ended in.
  const hasItsEnd = endRow === timesNs.length || lastStep >= (all.at(-1)?.startStep ?? 0);
  const protocol = protocolOf(head);
  const task = judgement.task ?? head.task;
  return {
    task,
    outcome,
    startRow,
    endRow,
    segments,
    ending: endingOf(protocol, hasItsEnd ? outcome : 'aborted'),
  };
}

function rowsIn(timesNs: ArrayLike<number>, trim: Judgement['trim']): { startRow: number; endRow: number } {
  const rows = timesNs.length;
  if (trim === null) return { startRow: 0, endRow: rows };
  let startRow = 0;
  while (startRow < rows && timesNs[startRow]! < trim.startNs) startRow += 1;
  let endRow = startRow;
  while (endRow < rows && timesNs[endRow]! < trim.endNs) endRow += 1;
  return { startRow, endRow };
}
