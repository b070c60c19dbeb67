import { Command } from 'commander';
import type { EpisodeSummary } from '../../core/contract/requests.ts';
import { formatClock } from '../../core/time.ts';
import { listEpisodes, openDataset } from '../../datasets/dataset.ts';
import { summarize } from '../../datasets/episode/summary.ts';

export function listCommand(): Command {
  return new Command('list')
    .description('List the episodes of a dataset, newest first.')
    .argument('[dataset]', 'folder of the dataset', 'data/tshirt')
    .option('--json', 'for programs: one JSON object per line')
    .action(run);
}

async function run(path: string, { json }: { json?: boolean }): Promise<void> {
  const { episodes, unreadable } = await listEpisodes(await openDataset(path));
  const summaries = episodes.map(summarize);
  for (const summary of summaries) console.log(json ? JSON.stringify(summary) : lineOf(summary));
  if (!json) console.log(totals(summaries));
  for (const { path: folder, message } of unreadable) console.error(`unreadable: ${message} (${folder})`);
  if (unreadable.length > 0) process.exitCode = 1;
}

function lineOf(summary: EpisodeSummary): string {
  const { id, startedAt, protocol, outcome, durationMs, segments, state, findings } = summary;
  const phases = segments.map((segment) => segment.phase).join(' → ');
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  return [
    id,
    startedAt.slice(0, 19).replace('T', ' '),
    protocol.padEnd(24),
    (outcome ?? state).padEnd(9),
    formatClock(durationMs).padStart(7),
    phases,
    state === 'recovered' ? '(recovered)' : '',
    errors > 0 ? `(${errors} findings)` : '',
  ]
    .join('  ')
    .trimEnd();
}

function totals(summaries: EpisodeSummary[]): string {
  const totalMs = summaries.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return `${summaries.length} episodes, ${formatClock(totalMs)} in all`;
}
