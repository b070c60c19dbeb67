import { v7 as uuidv7 } from 'uuid';
import type { Decision, HistoryEntry } from '../core/contract/decision.ts';
import { AppError } from '../core/errors.ts';
import { type Dataset, episodeFolder, readManifest } from './dataset.ts';
import { historyOf } from './episode/history.ts';
import { judgeEpisode } from './episode/judged.ts';
import type { Label } from './episode/label.ts';
import type { SealedManifest } from './episode/manifest.ts';
import { openEpisode } from './episode/reader.ts';
import { appendLabel, readLabels } from './labels.ts';

export interface Decided {
  /** Of the appended labels, in order. */
  labelIds: string[];
  /** How many there are now. */
  labels: number;
  /** What other people decided since `seenLabels`. */
  conflicts: HistoryEntry[];
}

/**
 * Append decisions to an episode's labels, with author, time and an id each. All of them are looked at before the
 * first is written. Whoever else decides meanwhile loses nothing: of two about the same thing the later counts.
 *
 * @param seenLabels how many labels the person knew of; without it nothing is a conflict
 * @throws AppError `not-allowed` while the episode is recorded, `not-found` without the episode or the label to
 * take back, `invalid-input` for phases, times or a trim that do not fit the episode, `io`.
 */
export async function decide(
  dataset: Dataset,
  id: string,
  decisions: readonly Decision[],
  { by, seenLabels }: { by: string; seenLabels?: number },
): Promise<Decided> {
  const manifest = await readManifest(dataset, id);
  if (manifest.state === 'recording') {
    throw new AppError('not-allowed', `the episode ${id} is being recorded and cannot be judged yet`);
  }
  const before = (await readLabels(dataset, id)).labels;
  for (const decision of decisions) await assertFits(dataset, manifest, before, decision);
  const labelIds: string[] = [];
  for (const decision of decisions) {
    const label: Label = { format: 1, id: uuidv7(), at: new Date().toISOString(), by, ...decision };
    await appendLabel(dataset, id, label);
    labelIds.push(label.id!);
  }
  const history = historyOf((await readLabels(dataset, id)).labels);
  const conflicts = history.slice(seenLabels ?? history.length).filter((entry) => entry.by !== by);
  return { labelIds, labels: history.length, conflicts };
}

async function assertFits(
  dataset: Dataset,
  manifest: SealedManifest,
  labels: readonly Label[],
  decision: Decision,
): Promise<void> {
  const refuse = (message: string): never => {
    throw new AppError('invalid-input', `${message} (${manifest.head.id})`);
  };
  if (decision.kind === 'undo') {
    if (labels.some(({ id }) => id === decision.undoes)) return;
    throw new AppError('not-found', `no decision ${decision.undoes} to take back (${manifest.head.id})`);
  }
  if (decision.kind === 'segments') {
    const { segments } = decision;
    const unknown = segments.find(({ phase }) => !manifest.head.phases.includes(phase));
    if (unknown !== undefined) {
      refuse(`expected one of the phases ${manifest.head.phases.join(', ')}, found "${unknown.phase}"`);
    }
    if (segments.some(({ startNs }, i) => startNs < (segments[i - 1]?.endNs ?? 0))) {
      refuse('expected segments that follow one another in time');
    }
  }
  if (decision.kind === 'trim') {
    const reader = await openEpisode(episodeFolder(dataset, manifest.head.id));
    try {
      const timesNs = Float64Array.from((await reader.series()).timeNs, Number);
      judgeEpisode(manifest, timesNs, { outcome: null, segments: null, trim: decision });
    } finally {
      await reader.close();
    }
  }
}
