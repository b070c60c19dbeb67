import { userInfo } from 'node:os';
import { Command, Option } from 'commander';
import { Catalogue } from '../../datasets/catalogue/catalogue.ts';
import type { EpisodeQuery } from '../../datasets/catalogue/query.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { freezeVersion } from '../../datasets/versions.ts';
import { type Conditions, queryOf, withFilterOptions } from './filter-options.ts';

interface FreezeOptions extends Conditions {
  verdict?: 'accept';
  dataset: string;
  by: string;
  json?: boolean;
}

export function freezeCommand(): Command {
  const command = new Command('freeze')
    .description(
      'Freeze episodes with the state of their labels as a version that later labels do not change.',
    )
    .argument('<name>', 'of the version, such as "tshirt-2026-11"')
    .option('-d, --dataset <folder>', 'folder of the dataset', 'data/tshirt')
    .addOption(new Option('--verdict <verdict>', 'only those that a person accepted').choices(['accept']));
  return withFilterOptions(command)
    .option('--by <name>', 'who freezes it', userInfo().username)
    .option('--json', 'for programs: the version as one JSON object')
    .addHelpText(
      'after',
      `
All conditions hold together. Rejected episodes are always left out, and so are those that are not sealed.

Examples:
  retrace freeze tshirt-v1 --verdict accept
  retrace freeze vbt-only --protocol visual-backtracking --by grace
  retrace diff tshirt-v1 tshirt-v2`,
    )
    .action(run);
}

async function run(name: string, options: FreezeOptions): Promise<void> {
  const { dataset: path, by, json, ...conditions } = options;
  const dataset = await openDataset(path);
  const ids = await idsThatFit(new Catalogue(dataset), conditions);
  const filter = Object.fromEntries(Object.entries(conditions).map(([key, value]) => [key, String(value)]));
  const version = await freezeVersion(dataset, { name, by, filter, ids });
  if (json) console.log(JSON.stringify(version));
  else
    console.log(
      `${name}: ${version.episodes.length} episodes, ${version.sha256.slice(0, 12)} (${dataset.path})`,
    );
}

async function idsThatFit(
  catalogue: Catalogue,
  { verdict, ...conditions }: Conditions & { verdict?: 'accept' },
): Promise<string[]> {
  try {
    await catalogue.refresh();
    const query: EpisodeQuery = {
      ...queryOf(conditions),
      states: ['sealed', 'recovered'],
      isNotRejected: true,
    };
    return await catalogue.ids(verdict === undefined ? query : { ...query, verdict });
  } finally {
    catalogue.close();
  }
}
