import { Command } from 'commander';
import { openDataset } from '../../datasets/dataset.ts';
import { diffVersions, readVersion, versionNames } from '../../datasets/versions.ts';

interface DiffOptions {
  dataset: string;
  json?: boolean;
}

export function versionsCommand(): Command {
  return new Command('versions')
    .description('List the frozen versions of a dataset.')
    .argument('[dataset]', 'folder of the dataset', 'data/tshirt')
    .option('--json', 'for programs: a JSON object per version, without its episodes')
    .action(list);
}

export function diffCommand(): Command {
  return new Command('diff')
    .description('Compare two versions: which episodes were added, removed or judged anew.')
    .argument('<from>', 'name of the older version')
    .argument('<to>', 'name of the newer version')
    .option('-d, --dataset <folder>', 'folder of the dataset', 'data/tshirt')
    .option('--json', 'for programs: one JSON object')
    .action(diff);
}

async function list(path: string, { json }: { json?: boolean }): Promise<void> {
  const dataset = await openDataset(path);
  const names = await versionNames(dataset);
  for (const name of names) {
    const { frozenAt, by, filter, episodes, sha256 } = await readVersion(dataset, name);
    const conditions = Object.entries(filter).map(([key, value]) => `${key} ${value}`);
    if (json) console.log(JSON.stringify({ name, frozenAt, by, filter, episodes: episodes.length, sha256 }));
    else {
      const when = frozenAt.slice(0, 19).replace('T', ' ');
      console.log(
        `${name}  ${when}  by ${by}  ${episodes.length} episodes  ${sha256.slice(0, 12)}  ${conditions.join(', ')}`.trimEnd(),
      );
    }
  }
  if (!json) console.log(`${names.length} versions (${dataset.path})`);
}

async function diff(from: string, to: string, { dataset: path, json }: DiffOptions): Promise<void> {
  const dataset = await openDataset(path);
  const changes = diffVersions(await readVersion(dataset, from), await readVersion(dataset, to));
  if (json) {
    console.log(JSON.stringify(changes));
    return;
  }
  for (const id of changes.added) console.log(`+ ${id}`);
  for (const id of changes.removed) console.log(`- ${id}`);
  for (const { id, changed } of changes.relabelled) console.log(`~ ${id}  ${changed.join(', ')}`);
  const { added, removed, relabelled } = changes;
  console.log(`${added.length} added, ${removed.length} removed, ${relabelled.length} judged anew`);
}
