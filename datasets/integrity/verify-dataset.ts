import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { validate as isUuid } from 'uuid';
import { AppError, messageOf } from '../../core/errors.ts';
import { assertAccepts, type Dataset, episodeNames } from '../dataset.ts';
import type { Finding, SealedManifest } from '../episode/manifest.ts';
import { readManifestFile } from '../episode/manifest-file.ts';
import { type EpisodeReader, openEpisode } from '../episode/reader.ts';
import { readRows } from '../episode/rows.ts';
import { verifyEpisode } from '../episode/verify.ts';
import { readLabels } from '../labels.ts';
import { IntegrityGate } from './gate.ts';
import { phaseFindings } from './phase-findings.ts';

/**
 * `whole`: every byte is as it was sealed, and nothing was found. `flagged`: readable, with something that a
 * person should know. `damaged`: bytes or counts are not what they were sealed with.
 */
export type Verdict = 'whole' | 'flagged' | 'damaged';

export interface EpisodeReport {
  /** Name in the folder of episodes. */
  name: string;
  verdict: Verdict;
  /** What is damaged. */
  damage: string[];
  /** Of the manifest, and those that the rows show but the manifest does not have. */
  findings: Finding[];
}

/**
 * Check every episode: manifest, columns, counts, the hash of all bytes, labels, phases by the protocol, and
 * the rows by the {@link IntegrityGate}. Changes nothing, so it can run beside a station.
 *
 * @param onEpisode called before each, with how many there are
 * @throws AppError `io` when the folder cannot be listed; what is wrong with an episode is in its report
 */
export async function* verifyDataset(
  dataset: Dataset,
  onEpisode: (done: number, total: number) => void = () => {},
): AsyncGenerator<EpisodeReport> {
  const names = await episodeNames(dataset);
  for (const [done, name] of names.entries()) {
    onEpisode(done, names.length);
    yield await verifyEntry(dataset, name);
  }
  onEpisode(names.length, names.length);
}

async function verifyEntry(dataset: Dataset, name: string): Promise<EpisodeReport> {
  const report: EpisodeReport = { name, verdict: 'whole', damage: [], findings: [] };
  try {
    report.findings = await checkEpisode(dataset, name);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    report.damage.push(messageOf(error));
  }
  if (report.damage.length > 0) report.verdict = 'damaged';
  else if (report.findings.some(({ severity }) => severity !== 'info')) report.verdict = 'flagged';
  return report;
}

async function checkEpisode(dataset: Dataset, name: string): Promise<Finding[]> {
  const folder = join(dataset.episodesPath, name);
  if (!isUuid(name) || !(await stat(folder)).isDirectory()) {
    return [
      {
        code: 'foreign',
        severity: 'warning',
        message: `this is no episode; it can be moved elsewhere (${folder})`,
      },
    ];
  }
  const manifest = await readManifestFile(folder);
  if (manifest.head.id !== name) {
    throw new AppError('corrupt', `head.id: ${manifest.head.id} is not the folder's name (${folder})`);
  }
  assertAccepts(dataset, manifest.head);
  if (manifest.state === 'recording') {
    const message = `it is being recorded, or a crash left it behind: then "retrace recover" seals it (${folder})`;
    return [{ code: 'not-sealed', severity: 'warning', message }];
  }
  await verifyEpisode(folder);
  const labels = await readLabels(dataset, name);
  const findings = [...manifest.findings, ...(await rowFindings(folder)), ...phaseFindings(manifest)];
  if (labels.tornLines.length > 0) {
    const message = `${labels.tornLines.length} labels were cut short before they were confirmed`;
    findings.push({ code: 'torn-label', severity: 'info', message });
  }
  return unique(findings);
}

async function rowFindings(folder: string): Promise<Finding[]> {
  const reader = await openEpisode(folder);
  try {
    const { head } = reader.manifest;
    const gate = new IntegrityGate(head);
    const samples = Object.fromEntries(head.extras.map(({ name }) => [name, 0]));
    let lastNs = 0n;
    for await (const row of readRows(reader)) {
      gate.add(row);
      lastNs = row.timeNs;
      for (const [stream, came] of Object.entries(row.extras)) samples[stream]! += came.length;
    }
    assertCounts(reader, samples, lastNs, folder);
    return await gate.findings();
  } finally {
    await reader.close();
  }
}

/** Rows have been counted when the file was opened. */
function assertCounts(
  { manifest }: EpisodeReader,
  samples: Record<string, number>,
  lastNs: bigint,
  folder: string,
): void {
  const { counts, durationNs } = manifest satisfies SealedManifest;
  for (const [stream, found] of Object.entries(samples)) {
    if (counts.extras[stream] === found) continue;
    throw new AppError(
      'corrupt',
      `stream ${stream} has ${found} samples, the manifest says ${counts.extras[stream]} (${folder})`,
    );
  }
  if (BigInt(durationNs) !== lastNs) {
    throw new AppError(
      'corrupt',
      `the last row is at ${lastNs} ns, the manifest says ${durationNs} (${folder})`,
    );
  }
}

function unique(findings: Finding[]): Finding[] {
  return findings.filter(
    ({ code, message }, i) =>
      findings.findIndex((other) => other.code === code && other.message === message) === i,
  );
}
