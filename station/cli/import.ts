import { basename, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { v7 as uuidv7 } from 'uuid';
import { AppError, messageOf } from '../../core/errors.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { writeImported } from '../../datasets/import/imported-episode.ts';
import { openSource } from '../../datasets/import/open-source.ts';
import { acquireLock } from '../../datasets/lock.ts';
import type { Outcome } from '../../protocols/phases.ts';

interface ImportOptions {
  out: string;
  outcome: Outcome;
  operator: string;
  mapping?: string;
}

export function importCommand(): Command {
  return new Command('import')
    .description('Bring data that another program recorded into a dataset, to audit it and to train on it.')
    .argument('<source>', 'folder of a LeRobot dataset (v2.1 or v3.0), or MCAP file or folder of them')
    .requiredOption('--out <dataset>', 'is made, or must be of the same robot and cameras')
    .option('--mapping <file>', 'for MCAP: which topics are state, action and cameras')
    .addOption(
      new Option('--outcome <outcome>', 'of episodes that do not say how they ended')
        .choices(['success', 'failure', 'aborted'])
        .default('success'),
    )
    .option('--operator <name>', 'who drove', 'unknown')
    .addHelpText(
      'after',
      `
Pictures of videos are decoded and kept as JPEG; other pictures keep their bytes. What an imported episode does not
know, such as real times, is among its findings.

Examples:
  retrace import ~/lerobot/pusht --out data/pusht
  retrace import bags/ --mapping bags.json --outcome failure --out data/bags`,
    )
    .action(run);
}

async function run(path: string, { out, mapping, ...about }: ImportOptions): Promise<void> {
  const importedAtNs = BigInt(Date.now()) * 1_000_000n;
  const source = await openSource(path, mapping, { ...about, importedAtNs });
  const dataset = await openDataset(out, {
    create: { name: basename(resolve(out)), robotProfile: source.robot, cameras: source.cameras },
  });
  const lock = await acquireLock(dataset, `import of ${path}`);
  try {
    const sessionId = uuidv7();
    let failed = 0;
    for (let index = 0; index < source.episodes; index += 1) {
      try {
        const { head, counts, outcome } = await writeImported(dataset, sessionId, await source.read(index));
        console.log(`${head.id}  ${outcome}  ${counts.steps} steps`);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        failed += 1;
        console.error(`retrace: episode ${index} is not imported: ${messageOf(error)}`);
      }
    }
    console.log(`${source.episodes - failed} of ${source.episodes} episodes (${dataset.path})`);
    if (failed > 0) process.exitCode = 1;
  } finally {
    await lock.release();
  }
}
