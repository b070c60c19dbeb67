import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { AppError, messageOf } from '../../core/errors.ts';
import { type Dataset, episodeFolder } from '../dataset.ts';
import { EPISODE_FILES } from '../episode/columns.ts';
import type { LabelState } from '../episode/label-state.ts';
import { findingSchema, type SealedManifest } from '../episode/manifest.ts';
import { addCheck } from '../json-check.ts';
import { type JsonFormat, readFormat } from '../migrations.ts';
import { replaceFile, systemCode } from '../storage/files.ts';
import { toJson } from '../storage/json.ts';
import { EPISODE_CHECKS, PEER_CHECKS } from './all-checks.ts';
import { factsSchema } from './facts.ts';
import { TRAITS_VERSION, traitsSchema } from './traits.ts';

const resultSchema = z.object({
  name: z.string().min(1),
  version: z.int().min(1),
  findings: z.array(
    findingSchema.safeExtend({
      /** The camera or stream that it is about, where it is about one. */
      stream: z.string().optional(),
      /** Where, `[startNs, endNs)`; empty for what is about the whole episode. The 50 longest. */
      spans: z.array(z.object({ startNs: z.int().min(0), endNs: z.int().min(0) })),
    }),
  ),
  measures: z.record(z.string(), z.number()),
});

/** `checks.json` of an episode: what the checks found. It may be deleted, and is made again. */
export const checksSchema = z.object({
  format: z.literal(1),
  checkedAt: z.iso.datetime(),
  /** Of the `episode.arrow` that was looked at. */
  sha256: z.string(),
  /** CRC-32 of the outcome and segments that people had decided on, as JSON. */
  judged: z.string(),
  results: z.array(resultSchema),
  /** How many peers the episode was held against; null before it was. */
  peers: z.int().min(0).nullable(),
  facts: factsSchema,
  traitsVersion: z.int(),
  traits: traitsSchema,
});

const CHECKS: JsonFormat<typeof checksSchema> = { schema: checksSchema, migrations: [] };
/** Without what only peers need, which is most of the file. */
const BRIEF = { schema: checksSchema.omit({ traits: true }), migrations: [] };

export type Checks = z.output<typeof checksSchema>;
export type BriefChecks = Omit<Checks, 'traits'>;
export type StoredResult = z.output<typeof resultSchema>;

/** How far an episode's checks are: nothing that holds today, those of the episode by itself, all. */
export type CheckState = 'none' | 'episode' | 'all';

/** Null where there are none, or none that can be read: they are made again. */
export async function readChecks(dataset: Dataset, id: string): Promise<Checks | null> {
  return await readAs(CHECKS, dataset, id);
}

export async function readBriefChecks(dataset: Dataset, id: string): Promise<BriefChecks | null> {
  return await readAs(BRIEF, dataset, id);
}

/** @throws AppError `io` */
export async function writeChecks(
  dataset: Dataset,
  id: string,
  checks: z.input<typeof checksSchema>,
): Promise<void> {
  const path = join(episodeFolder(dataset, id), EPISODE_FILES.checks);
  try {
    await replaceFile(path, `${addCheck(toJson(checks))}\n`);
  } catch (cause) {
    throw new AppError('io', `the checks cannot be written: ${messageOf(cause)} (${path})`, { cause });
  }
}

/** What checks depend on beside the episode's file. */
export function judgedKey({ outcome, segments }: Pick<LabelState, 'outcome' | 'segments'>): string {
  return crc32(toJson({ outcome, segments })).toString(16).padStart(8, '0');
}

export function checkState(
  checks: BriefChecks | null,
  { file }: SealedManifest,
  labelled: LabelState,
): CheckState {
  if (checks === null || checks.sha256 !== file.sha256 || checks.judged !== judgedKey(labelled))
    return 'none';
  const has = (wanted: readonly { name: string; version: number }[]) =>
    wanted.every(({ name, version }) =>
      checks.results.some((result) => result.name === name && result.version === version),
    );
  if (checks.traitsVersion !== TRAITS_VERSION || !has(EPISODE_CHECKS)) return 'none';
  return has(PEER_CHECKS) ? 'all' : 'episode';
}

async function readAs<S extends z.ZodType>(
  format: JsonFormat<S>,
  dataset: Dataset,
  id: string,
): Promise<z.output<S> | null> {
  const path = join(episodeFolder(dataset, id), EPISODE_FILES.checks);
  try {
    return readFormat(format, await readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof AppError || systemCode(error) === 'ENOENT') return null;
    throw new AppError('io', `the checks cannot be read: ${messageOf(error)} (${path})`, { cause: error });
  }
}
