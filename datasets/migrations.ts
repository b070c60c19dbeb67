import type { z } from 'zod';
import { parse } from '../core/parse.ts';
import { assertCheck } from './json-check.ts';
import { refuseNewer } from './storage/format.ts';

/** Turns the JSON of one format into that of the next. */
export type Migration = (older: Record<string, unknown>) => Record<string, unknown>;

/** A kind of JSON file: its newest schema, and the way there from each older format, the first one first. */
export interface JsonFormat<S extends z.ZodType> {
  schema: S;
  migrations: readonly Migration[];
}

/**
 * Read JSON of this format or any older one. An older file is brought up to date in memory, format by
 * format; on disk it stays as it is, since what was recorded is never rewritten.
 *
 * @throws AppError `invalid-input` for a newer format, or with the path of each wrong field; `corrupt` when its
 * checksum says that it is not what was written.
 */
export function readFormat<S extends z.ZodType>(
  { schema, migrations }: JsonFormat<S>,
  text: string,
  path: string,
): z.output<S> {
  const newest = migrations.length + 1;
  refuseNewer(text, newest, path);
  const found = JSON.parse(text) as Record<string, unknown> & { format: number };
  const value = migrations
    .slice(found.format - 1)
    .reduce((older, migration, done) => ({ ...migration(older), format: found.format + done + 1 }), found);
  const parsed = parse(schema, value, path);
  assertCheck(text, path);
  return parsed;
}
