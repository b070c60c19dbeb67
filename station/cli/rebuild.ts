import { Command } from 'commander';
import { Catalogue } from '../../datasets/catalogue/catalogue.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { progressBar } from './progress.ts';

export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('Read the catalogue of a dataset anew from its folders.')
    .argument('[dataset]', 'folder of the dataset', 'data/tshirt')
    .option('--json', 'for programs: one JSON object')
    .addHelpText(
      'after',
      `
The catalogue (catalogue.sqlite) is an index: nothing is lost with it, and a station keeps it up to date by itself.

Exit codes:
  0  all episodes are in the catalogue
  1  so they are, but some of them cannot be read; these are listed

Examples:
  retrace rebuild data/tshirt
  retrace rebuild data/tshirt --json | jq .seconds`,
    )
    .action(run);
}

async function run(path: string, { json = false }: { json?: boolean }): Promise<void> {
  const catalogue = new Catalogue(await openDataset(path));
  try {
    const startMs = performance.now();
    const bar = progressBar('reading episode');
    const { total } = await catalogue.rebuild(bar.update).finally(bar.stop);
    const seconds = (performance.now() - startMs) / 1000;
    const { episodes: damaged } = await catalogue.query({ states: ['damaged'] });
    const unreadable = damaged.map(({ id, message }) => ({ id, message }));
    if (json) console.log(JSON.stringify({ episodes: total, unreadable, seconds }));
    else console.log(`${total} episodes in ${seconds.toFixed(1)} s, ${unreadable.length} of them unreadable`);
    for (const { id, message } of unreadable) console.error(`unreadable: ${id}: ${message}`);
    if (unreadable.length > 0) process.exitCode = 1;
  } finally {
    catalogue.close();
  }
}
