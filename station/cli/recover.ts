import { Command } from 'commander';
import { listEpisodes, openDataset } from '../../datasets/dataset.ts';
import { recoverEpisodes } from '../../datasets/episode/recover.ts';
import { acquireLock } from '../../datasets/lock.ts';
import { foldRecovered } from '../collect/fold-recovered.ts';

export function recoverCommand(): Command {
  return new Command('recover')
    .description('Seal the episodes that a crash or a power cut left open. A station does so when it starts.')
    .argument('[dataset]', 'folder of the dataset', 'data/tshirt')
    .option('--json', 'for programs: a JSON object per episode')
    .addHelpText(
      'after',
      `
Each is cut behind its last complete batch and sealed as "recovered"; one without any goes to the trash.
Refused while a station records into the dataset.

Exit codes:
  0  nothing is left open
  1  an episode could not be recovered, or the dataset could not be opened`,
    )
    .action(run);
}

async function run(path: string, { json = false }: { json?: boolean }): Promise<void> {
  const dataset = await openDataset(path);
  const lock = await acquireLock(dataset, 'retrace recover');
  try {
    const recovered = await recoverEpisodes(dataset, foldRecovered);
    for (const episode of recovered) {
      console.log(json ? JSON.stringify(episode) : `${episode.id}  ${episode.message}`);
    }
    const { episodes } = await listEpisodes(dataset);
    const left = episodes.filter(({ state }) => state === 'recording').length;
    if (!json) console.log(`${recovered.length - left} recovered, ${left} left open (${dataset.path})`);
    if (left > 0) process.exitCode = 1;
  } finally {
    await lock.release();
  }
}
