import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRow } from '../../core/contract/audit.ts';
import type { EpisodeSummary } from '../../core/contract/requests.ts';
import { messageOf } from '../../core/errors.ts';
import { isoTime } from '../../core/time.ts';
import type { Facts } from '../checks/facts.ts';
import { type BriefChecks, type CheckState, checkState, readBriefChecks } from '../checks/results.ts';
import { riskOf } from '../checks/risk.ts';
import { type Dataset, readManifest } from '../dataset.ts';
import { EPISODE_FILES } from '../episode/columns.ts';
import type { Label } from '../episode/label.ts';
import { foldLabels, type LabelState } from '../episode/label-state.ts';
import type { EpisodeManifest } from '../episode/manifest.ts';
import { summarize } from '../episode/summary.ts';
import { readLabels } from '../labels.ts';
import { type Judgement, judgementsOf } from '../statistics/judgement.ts';

/** What the catalogue has of one episode. */
export interface CatalogueEntry {
  row: AuditRow;
  checkState: CheckState;
  /** Empty for one that cannot be read. */
  session: string;
  facts: EpisodeFacts;
  /** All that a search for a text looks at, in lower case. */
  words: string;
}

/** What pictures of the whole dataset are made of; without `found` the checks have not run. */
export interface EpisodeFacts {
  judgements: Judgement[];
  /** Time in each phase, as judged. */
  phaseMs: Record<string, number>;
  found: (Facts & { similarityRatio: number | null }) | null;
}

const NS_PER_MS = 1_000_000n;
const MOST_RISK = 100;

/**
 * Changes whenever the manifest or the checks are replaced or a label appended: a replaced file has another
 * inode even when the clock stood still.
 */
export function stampOf(dataset: Dataset, id: string): string {
  const folder = join(dataset.episodesPath, id);
  return [EPISODE_FILES.manifest, EPISODE_FILES.labels, EPISODE_FILES.checks]
    .map((name) => {
      const info = statSync(join(folder, name), { bigint: true, throwIfNoEntry: false });
      return info === undefined ? '' : `${info.ino}.${info.mtimeNs}.${info.size}`;
    })
    .join('/');
}

/** Read an episode's manifest, labels and checks. One that cannot be read has an entry that says why. */
export async function readEntry(dataset: Dataset, id: string): Promise<CatalogueEntry> {
  try {
    const manifest = await readManifest(dataset, id);
    if (manifest.head.id !== id) throw new Error(`its head is of episode ${manifest.head.id}`);
    const { labels } = await readLabels(dataset, id);
    return entryOf(manifest, labels, await readBriefChecks(dataset, id));
  } catch (error) {
    return damagedEntry(id, messageOf(error));
  }
}

/** @param stored of its checks; null where they have not run */
export function entryOf(
  manifest: EpisodeManifest,
  labels: readonly Label[],
  stored: BriefChecks | null,
): CatalogueEntry {
  const labelled = foldLabels(labels);
  const state = manifest.state === 'recording' ? 'none' : checkState(stored, manifest, labelled);
  const checks = state === 'none' ? null : stored;
  const recorded = summarize(manifest);
  const findings = findingsOf(manifest, checks);
  const row: AuditRow = {
    ...recorded,
    outcome: labelled.outcome ?? recorded.outcome,
    task: labelled.task ?? recorded.task,
    segments: labelled.segments?.map(toMilliseconds) ?? recorded.segments,
    findings,
    verdict: labelled.verdict,
    reason: labelled.reason,
    needsSecondLook: labelled.needsSecondLook,
    labels: labels.length,
    risk: riskOf(findings),
    isChecked: state !== 'none',
  };
  return {
    row,
    checkState: state,
    session: manifest.head.sessionId,
    facts: { judgements: judgementsOf(labels), phaseMs: phaseTimes(row), found: foundBy(checks) },
    words: wordsOf(row, labelled.notes),
  };
}

/** A check looks closer than the recorder could: what both found is told in the check's words. */
function findingsOf(manifest: EpisodeManifest, checks: BriefChecks | null): AuditRow['findings'] {
  const checked = checks?.results.flatMap(({ findings }) => findings) ?? [];
  const recorded = manifest.state === 'recording' ? [] : manifest.findings;
  return [...recorded.filter(({ code }) => !checked.some((other) => other.code === code)), ...checked].map(
    ({ code, severity, message }) => ({ code, severity, message }),
  );
}

function phaseTimes({ segments }: AuditRow): Record<string, number> {
  const times: Record<string, number> = {};
  for (const { phase, startMs, endMs } of segments) times[phase] = (times[phase] ?? 0) + endMs - startMs;
  return times;
}

function foundBy(checks: BriefChecks | null): EpisodeFacts['found'] {
  if (checks === null) return null;
  const ratios = checks.results.flatMap(({ measures }) => measures.similarityRatio ?? []);
  return { ...checks.facts, similarityRatio: ratios[0] ?? null };
}

function damagedEntry(id: string, message: string): CatalogueEntry {
  const row: AuditRow = {
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
    verdict: null,
    reason: null,
    needsSecondLook: false,
    labels: 0,
    risk: MOST_RISK,
    isChecked: false,
  };
  const facts = { judgements: [], phaseMs: {}, found: null };
  return { row, checkState: 'none', session: '', facts, words: wordsOf(row, []) };
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
