import { Command } from 'commander';
import type { Statistics } from '../../core/contract/statistics.ts';
import { Catalogue } from '../../datasets/catalogue/catalogue.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { type Conditions, queryOf, withFilterOptions } from './filter-options.ts';

interface StatsOptions extends Conditions {
  json?: boolean;
}

export function statsCommand(): Command {
  const command = new Command('stats')
    .description(
      'What a dataset is made of: minutes, outcomes, where failures and successes ended, latencies.',
    )
    .argument('[dataset]', 'folder of the dataset', 'data/tshirt');
  return withFilterOptions(command)
    .option('--json', 'for programs: one JSON object, with the points of the coverage map')
    .addHelpText(
      'after',
      `
Outcomes and phases are as people judged them; rejected episodes are counted, too. Similarity, coverage and latency
are of episodes whose checks have run: see "retrace check".

Examples:
  retrace stats data/tshirt
  retrace stats data/tshirt --protocol visual-backtracking --json | jq .perPhase`,
    )
    .action(run);
}

async function run(path: string, { json, ...conditions }: StatsOptions): Promise<void> {
  const catalogue = new Catalogue(await openDataset(path));
  try {
    await catalogue.refresh();
    const query = { ...queryOf(conditions), states: ['sealed', 'recovered'] as ('sealed' | 'recovered')[] };
    const statistics = await catalogue.statistics(query);
    console.log(json ? JSON.stringify(statistics) : describe(statistics));
  } finally {
    catalogue.close();
  }
}

function describe(statistics: Statistics): string {
  const { episodes, checked, minutes, similarity, latency } = statistics;
  const lines = [`${episodes} episodes, ${minutes.toFixed(1)} minutes, ${checked} of them checked`];
  const shares: [string, Statistics['perPhase']][] = [
    ['protocol', statistics.perProtocol],
    ['phase', statistics.perPhase],
    ['operator', statistics.perOperator],
    ['day', statistics.perDay],
    ['outcome', statistics.perOutcome],
    ['judged', statistics.perLabelState],
  ];
  for (const [title, some] of shares) {
    lines.push('', title.padEnd(28) + 'minutes'.padStart(9) + 'episodes'.padStart(10));
    for (const { name, ...share } of some) {
      lines.push(
        `  ${name.padEnd(26)}${share.minutes.toFixed(1).padStart(9)}${`${share.episodes}`.padStart(10)}`,
      );
    }
  }
  if (similarity.length > 0) {
    lines.push('', 'similarity ratio'.padEnd(28) + 'episodes'.padStart(9));
    for (const { from, before, episodes: count } of similarity.filter((bin) => bin.episodes > 0)) {
      lines.push(`  ${`${from.toFixed(1)} to ${before.toFixed(1)}`.padEnd(26)}${`${count}`.padStart(9)}`);
    }
  }
  if (latency.length > 0) {
    lines.push('', 'latency in ms'.padEnd(28) + 'p50'.padStart(9) + 'p95'.padStart(9) + 'p99'.padStart(9));
    for (const { stream, p50Ms, p95Ms, p99Ms } of latency) {
      const values = [p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(1).padStart(9));
      lines.push(`  ${stream.padEnd(26)}${values.join('')}`);
    }
  }
  return lines.join('\n');
}
