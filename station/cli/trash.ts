import { Command } from 'commander';
import { AppError } from '../../core/errors.ts';
import { formatClock } from '../../core/time.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { summarize } from '../../datasets/episode/summary.ts';
import { emptyTrash, listTrash, restoreEpisode, type TrashedEpisode } from '../../datasets/trash.ts';
import { nonNegativeNumber } from './numbers.ts';

const DAY_MS = 24 * 3600 * 1000;

interface TrashOptions {
  dataset: string;
  json?: boolean;
}

export function trashCommand(): Command {
  const command = new Command('trash').description(
    'Discarded episodes: list them, bring them back, or delete the old ones.',
  );
  const withDataset = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .option('-d, --dataset <folder>', 'folder of the dataset', 'data/tshirt')
      .option('--json', 'for programs: a JSON object per episode');
  withDataset('list', 'What was discarded, when, by whom and why.').action(list);
  withDataset('restore', 'Put a discarded episode back among the others.')
    .argument('<episode>', 'id, or its first or last characters')
    .action(restore);
  withDataset('empty', 'Delete for good what was discarded long ago. This cannot be undone.')
    .requiredOption('--older-than <days>', 'since it was discarded', nonNegativeNumber)
    .action(empty);
  return command;
}

async function list({ dataset: path, json }: TrashOptions): Promise<void> {
  const dataset = await openDataset(path);
  const episodes = await listTrash(dataset);
  for (const episode of episodes) console.log(json ? JSON.stringify(toJson(episode)) : lineOf(episode));
  if (!json) console.log(`${episodes.length} discarded (${dataset.trashPath})`);
}

async function restore(id: string, { dataset: path, json }: TrashOptions): Promise<void> {
  const dataset = await openDataset(path);
  const found = (await listTrash(dataset)).filter(
    (episode) => episode.id.startsWith(id) || episode.id.endsWith(id),
  );
  if (found.length !== 1) {
    throw new AppError(
      'not-found',
      `${found.length} discarded episodes match "${id}", expected one (${dataset.trashPath})`,
    );
  }
  const episode = found[0]!;
  await restoreEpisode(dataset, episode.id);
  console.log(json ? JSON.stringify({ id: episode.id }) : `${episode.id} is back (${dataset.episodesPath})`);
}

async function empty({
  dataset: path,
  json,
  olderThan,
}: TrashOptions & { olderThan: number }): Promise<void> {
  const dataset = await openDataset(path);
  const gone = await emptyTrash(dataset, new Date(Date.now() - olderThan * DAY_MS));
  if (json) for (const id of gone) console.log(JSON.stringify({ id }));
  else console.log(`${gone.length} deleted (${dataset.trashPath})`);
}

function lineOf({ id, note, manifest }: TrashedEpisode): string {
  const when = note === null ? 'unknown'.padEnd(19) : note.discardedAt.slice(0, 19).replace('T', ' ');
  const length = manifest === null ? '' : formatClock(summarize(manifest).durationMs);
  return `${id}  ${when}  ${length.padStart(7)}  ${note === null ? 'trash.json cannot be read' : `${note.by}: ${note.reason}`}`;
}

function toJson({ id, note, manifest }: TrashedEpisode): object {
  return { id, ...note, episode: manifest === null ? null : summarize(manifest) };
}
