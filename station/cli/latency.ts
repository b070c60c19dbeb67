import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { AppError, messageOf } from '../../core/errors.ts';
import { listEpisodes, openDataset } from '../../datasets/dataset.ts';
import type { SealedManifest } from '../../datasets/episode/manifest.ts';
import { ECHO_STREAM } from '../../datasets/integrity/echo-timing.ts';
import { type PooledLatency, poolLatencies } from '../../datasets/pooled-latency.ts';
import type { LatencyProfile } from '../../robots/latency-profile.ts';
import { robotProfileSchema } from '../../robots/profile.ts';

interface LatencyOptions {
  last?: number;
  out?: string;
  json?: boolean;
}

export function latencyCommand(): Command {
  return new Command('latency')
    .description(
      'How late the messages of a dataset were, by topic; as a profile that "retrace sim" replays.',
    )
    .argument('[dataset]', 'folder of the dataset', 'data/tshirt')
    .option('--last <episodes>', 'only of the newest ones', Number)
    .option('--out <file>', 'write a latency profile; one that is there is not replaced')
    .option('--json', 'for programs: the profile as one JSON object')
    .addHelpText(
      'after',
      `
Of a stream: from the stamp of its source to its arrival. Of a command: from its sending until it was heard
on its topic, there and back.

Examples:
  retrace latency data/tshirt --out lab.json
  retrace sim --latency-profile lab.json`,
    )
    .action(run);
}

async function run(path: string, { last, out, json }: LatencyOptions): Promise<void> {
  const { episodes } = await listEpisodes(await openDataset(path));
  const sealed = episodes.filter((manifest) => manifest.state !== 'recording').slice(0, last);
  const profile = profileOf(sealed, path);
  if (out !== undefined) await write(out, profile);
  if (json) {
    console.log(JSON.stringify(profile));
    return;
  }
  for (const [topic, { meanMs, stdMs, messages }] of Object.entries(profile.topics)) {
    console.log(
      `${topic.padEnd(40)} ${meanMs.toFixed(1).padStart(8)} ms ± ${stdMs.toFixed(1)}  (${messages} messages)`,
    );
  }
  console.log(`${sealed.length} episodes${out === undefined ? '' : `, written to ${out}`}`);
}

function profileOf(sealed: SealedManifest[], path: string): LatencyProfile {
  const [newest] = sealed;
  const pooled = poolLatencies(sealed);
  if (newest === undefined || pooled.size === 0) {
    throw new AppError('not-found', `no episode here says how late its messages were (${path})`);
  }
  const { cameras, streams, commands } = robotProfileSchema.parse(newest.head.robotProfile.definition);
  const topics: LatencyProfile['topics'] = {};
  for (const { name, topic } of [...cameras, ...streams]) add(topics, topic, pooled.get(name));
  for (const { topic } of commands) add(topics, topic, pooled.get(ECHO_STREAM));
  return {
    format: 1,
    robotProfile: newest.head.robotProfile.name,
    measuredAt: newest.sealedAt,
    topics,
  };
}

function add(topics: LatencyProfile['topics'], topic: string, latency: PooledLatency | undefined): void {
  if (latency !== undefined) topics[topic] = latency;
}

async function write(out: string, profile: LatencyProfile): Promise<void> {
  try {
    await writeFile(out, `${JSON.stringify(profile, null, 2)}\n`, { flag: 'wx' });
  } catch (cause) {
    throw new AppError('io', `the latency profile cannot be written: ${messageOf(cause)}`, { cause });
  }
}
