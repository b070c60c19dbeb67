import { join } from 'node:path';
import { Command } from 'commander';
import { AppError } from '../../core/errors.ts';
import { formatClock } from '../../core/time.ts';
import { listEpisodes, openDataset } from '../../datasets/dataset.ts';
import type { EpisodeManifest } from '../../datasets/episode/manifest.ts';
import { summarize } from '../../datasets/episode/summary.ts';

export function showCommand(): Command {
  return new Command('show')
    .description('Show one episode: who, what, its phases, counts and findings.')
    .argument('<episode>', 'id, or its first or last characters')
    .option('-d, --dataset <folder>', 'folder of the dataset', 'data/tshirt')
    .option('--json', 'for programs: the manifest itself')
    .action(run);
}

async function run(id: string, options: { dataset: string; json?: boolean }): Promise<void> {
  const dataset = await openDataset(options.dataset);
  const manifest = find((await listEpisodes(dataset)).episodes, id, dataset.path);
  const folder = join(dataset.episodesPath, manifest.head.id);
  // Instants are bigint in memory; the file has them as strings of digits.
  const asJson = (_key: string, value: unknown): unknown =>
    typeof value === 'bigint' ? String(value) : value;
  console.log(options.json ? JSON.stringify(manifest, asJson, 2) : describe(manifest, folder));
}

function find(episodes: EpisodeManifest[], id: string, path: string): EpisodeManifest {
  const found = episodes.filter(({ head }) => head.id.startsWith(id) || head.id.endsWith(id));
  if (found.length === 1) return found[0]!;
  throw new AppError('not-found', `${found.length} episodes match "${id}", expected one (${path})`);
}

function describe(manifest: EpisodeManifest, folder: string): string {
  const { head } = manifest;
  const { startedAt, protocol, outcome, durationMs, steps, segments, findings } = summarize(manifest);
  const rows: [string, string][] = [
    ['episode', `${head.id} (${manifest.state})`],
    ['started', `${startedAt} by ${head.operator}`],
    ['task', head.task],
    ['protocol', protocol],
    ['robot', `${head.robotProfile.name}, cameras ${head.cameras.map(({ name }) => name).join(', ')}`],
    ['outcome', outcome ?? 'none yet'],
    ['duration', `${formatClock(durationMs)}, ${steps} steps at ${head.stepHz} Hz`],
    ...segments.map(({ phase, attempt, startMs, endMs }): [string, string] => [
      `  ${phase}`,
      `${formatClock(startMs)} to ${formatClock(endMs)}, attempt ${attempt}`,
    ]),
    ...findings.map(({ severity, message }): [string, string] => [severity, message]),
  ];
  if (manifest.state !== 'recording') {
    rows.push(['file', `${(manifest.file.bytes / 1e6).toFixed(1)} MB, sha256 ${manifest.file.sha256}`]);
  }
  rows.push(['folder', folder]);
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}`).join('\n');
}
