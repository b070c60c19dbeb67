import { resolve } from 'node:path';
import { Command } from 'commander';
import { type MergedEpisode, mergeDatasets } from '../../datasets/merge.ts';
import { progressBar } from './progress.ts';

export function mergeCommand(): Command {
  return new Command('merge')
    .description(
      'Copy the episodes of several datasets into one, with their labels. Sources stay as they are.',
    )
    .argument('<datasets...>', 'folders to copy from, of the same robot and cameras')
    .requiredOption('-i, --into <folder>', 'dataset to copy into; made when it is not there')
    .option('--json', 'for programs: a JSON object per episode, then one with the totals')
    .addHelpText(
      'after',
      `
Every copy is checked against its hash before it takes its place. An episode that is there already gets the
labels it did not have. Discarded and unsealed episodes are not copied.

Exit codes:
  0  every episode is in the target
  1  some were left out, or nothing could be merged

Example:
  retrace merge data/station-a data/station-b --into data/all`,
    )
    .action(run);
}

async function run(
  sources: string[],
  { into, json = false }: { into: string; json?: boolean },
): Promise<void> {
  const totals: Record<MergedEpisode['result'], number> = { copied: 0, present: 0, 'left-out': 0 };
  const bar = progressBar('merging episode');
  const leftOut: MergedEpisode[] = [];
  try {
    for await (const episode of mergeDatasets(sources, into, (done, total) => bar.update(done, total))) {
      totals[episode.result] += 1;
      if (json) console.log(JSON.stringify(episode));
      else if (episode.result === 'left-out') leftOut.push(episode);
    }
  } finally {
    bar.stop();
  }
  for (const { name, message } of leftOut) console.error(`left out: ${name}  ${message}`);
  if (json) console.log(JSON.stringify({ into: resolve(into), episodes: totals }));
  else {
    const { copied, present, 'left-out': left } = totals;
    console.log(`${copied} copied, ${present} there already, ${left} left out (${resolve(into)})`);
  }
  if (totals['left-out'] > 0) process.exitCode = 1;
}
