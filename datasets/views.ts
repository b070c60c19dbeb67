import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type SavedView, savedViewSchema } from '../core/contract/audit.ts';
import { AppError, messageOf } from '../core/errors.ts';
import { parse } from '../core/parse.ts';
import type { Dataset } from './dataset.ts';
import { addCheck } from './json-check.ts';
import { type JsonFormat, readFormat } from './migrations.ts';
import { replaceFile, systemCode } from './storage/files.ts';
import { toJson } from './storage/json.ts';

const VIEWS_FILE = 'views.json';

/** `views.json`: filters with names, for everyone who audits the dataset. It may be deleted. */
export const viewsSchema = z.object({ format: z.literal(1), views: z.array(savedViewSchema) });

const VIEWS: JsonFormat<typeof viewsSchema> = { schema: viewsSchema, migrations: [] };

/**
 * In alphabetical order.
 *
 * @throws AppError `invalid-input` or `corrupt` for a file that is none of these, `io`.
 */
export async function readViews(dataset: Dataset): Promise<SavedView[]> {
  const path = join(dataset.path, VIEWS_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw new AppError('io', `the saved views cannot be read: ${messageOf(cause)} (${path})`, { cause });
  }
  return readFormat(VIEWS, text, path).views;
}

/** In place of one of the same name. */
export async function saveView(dataset: Dataset, view: SavedView): Promise<SavedView[]> {
  const others = (await readViews(dataset)).filter(({ name }) => name !== view.name);
  return await writeViews(dataset, [...others, view]);
}

/** @throws AppError `not-found` without such a view. */
export async function removeView(dataset: Dataset, name: string): Promise<SavedView[]> {
  const views = await readViews(dataset);
  const left = views.filter((view) => view.name !== name);
  if (left.length < views.length) return await writeViews(dataset, left);
  throw new AppError('not-found', `no saved view "${name}" (${dataset.path})`);
}

async function writeViews(dataset: Dataset, views: SavedView[]): Promise<SavedView[]> {
  const path = join(dataset.path, VIEWS_FILE);
  const sorted = views.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  try {
    await replaceFile(
      path,
      `${addCheck(toJson(parse(viewsSchema, { format: 1, views: sorted }, path), 2))}\n`,
    );
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('io', `the saved views cannot be written: ${messageOf(cause)} (${path})`, { cause });
  }
  return sorted;
}
