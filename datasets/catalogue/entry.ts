import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EpisodeSummary } from '../../core/contract/requests.ts';
import { messageOf } from '../../core/errors.ts';
import { isoTime } from '../../core/time.ts';
import { type Dataset, readManifest } from '../dataset.ts';
import { EPISODE_FILES } from '../episode/columns.ts';
import { foldLabels, type LabelState } from '../episode/label-state.ts';
import type { EpisodeManifest, Finding } from '../episode/manifest.ts';
import { summarize } from '../episode/summary.ts';
import { readLabels } from '../labels.ts';

/** What the catalogue has of one episode. */
export interface CatalogueEntry {
  summary: EpisodeSummary;
  verdict: LabelState['verdict'];
  findings: Pick<Finding, 'code' | 'severity'>[];
  /** All that a search for a text looks at, in lower case. */
  words: string;
}

const NS_PER_MS = 1_000_000n;

/**
 * Changes whenever the manifest is replaced or a label appended: a replaced file has another inode even when
 * the clock stood still.
 */
export function stampOf(dataset: Dataset, id: string): string {
  const folder = join(dataset.episodesPath, id);
  return [EPISODE_FILES.manifest, EPISODE_FILES.labels]
    .map((name) => {
      const info = statSync(join(folder, name), { bigint: true, throwIfNoEntry: false });
      return info === undefined ? '' : `${info.ino}.${info.mtimeNs}.${info.size}`;
    })
    .join('/');
}

/** Read an episode's manifest and labels. One that cannot be read has an entry that says why. */
export async function readEntry(dataset: Dataset, id: string): Promise<CatalogueEntry> {
  try {
    const manifest = await readManifest(dataset, id);
    if (manifest.head.id !== id) throw new Error(`its head is of episode ${manifest.head.id}`);
    const { labels } = await readLabels(dataset, id);
    return entryOf(manifest, foldLabels(labels));
  } catch (error) {
    return damagedEntry(id, messageOf(error));
  }
}

function entryOf(manifest: EpisodeManifest, labelled: LabelState): CatalogueEntry {
  const recorded = summarize(manifest);
  const summary: EpisodeSummary = {
    ...recorded,
    outcome: labelled.outcome ?? recorded.outcome,
    segments: labelled.segments?.map(toMilliseconds) ?? recorded.segments,
  };
  const findings = manifest.state === 'recording' ? [] : manifest.findings;
  return {
    summary,
    verdict: labelled.verdict,
    findings: findings.map(({ code, severity }) => ({ code, severity })),
    words: wordsOf(summary, labelled.notes),
  };
}

function damagedEntry(id: string, message: string): CatalogueEntry {
  const summary: EpisodeSummary = {
    id,
    state: 'damaged',
    startedAt: isoTime(beganAtNs(id)),
    operator: '',
    task: '',
    protocol: '',
    outcome: null,
    durationMs: 0,
    steps: 0,
    cameras: [],
    segments: [],
    findings: [],
    message,
  };
  return { summary, verdict: null, findings: [], words: wordsOf(summary, []) };
}

/** A version 7 UUID begins with the milliseconds since the Unix epoch. */
function beganAtNs(id: string): bigint {
  return BigInt(`0x${id.replaceAll('-', '').slice(0, 12)}`) * NS_PER_MS;
}

function toMilliseconds({ phase, attempt, startNs, endNs }: NonNullable<LabelState['segments']>[number]) {
  return { phase, attempt, startMs: startNs / 1e6, endMs: endNs / 1e6 };
}

function wordsOf(
  { id, operator, task, protocol, message, findings }: EpisodeSummary,
  notes: string[],
): string {
  const texts = [
    id,
    operator,
    task,
    protocol,
    message,
    ...findings.map((finding) => finding.message),
    ...notes,
  ];
  return texts.join('\n').toLowerCase();
}
