import type { AuditFilter, VersionSummary } from '../core/contract/audit.ts';
import { messageOf } from '../core/errors.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Dataset } from './dataset.ts';
import type { Version } from './version.ts';
import { diffVersions, freezeVersion, readVersion, type VersionDiff, versionNames } from './versions.ts';

export interface VersionListing {
  /** Newest first. */
  versions: VersionSummary[];
  unreadable: { name: string; message: string }[];
}

/** @throws AppError `io` when the folder cannot be listed; what is wrong with a version is in the listing. */
export async function listVersions(dataset: Dataset): Promise<VersionListing> {
  const listing: VersionListing = { versions: [], unreadable: [] };
  for (const name of await versionNames(dataset)) {
    try {
      listing.versions.push(summarizeVersion(await readVersion(dataset, name)));
    } catch (error) {
      listing.unreadable.push({ name, message: messageOf(error) });
    }
  }
  listing.versions.sort((a, b) => (a.frozenAt < b.frozenAt ? 1 : -1));
  return listing;
}

/** @throws AppError as `readVersion`. */
export async function compareVersions(dataset: Dataset, from: string, to: string): Promise<VersionDiff> {
  return diffVersions(await readVersion(dataset, from), await readVersion(dataset, to));
}

/**
 * Freeze what a filter leaves of the sealed episodes that nobody rejected.
 *
 * @throws AppError as `freezeVersion`.
 */
export async function freezeFiltered(
  dataset: Dataset,
  catalogue: Catalogue,
  { name, by, filter }: { name: string; by: string; filter: AuditFilter },
): Promise<VersionSummary> {
  const ids = await catalogue.ids({ ...filter, states: ['sealed', 'recovered'], isNotRejected: true });
  return summarizeVersion(await freezeVersion(dataset, { name, by, filter: conditionsOf(filter), ids }));
}

function summarizeVersion({ name, frozenAt, by, filter, episodes, sha256 }: Version): VersionSummary {
  return { name, frozenAt, by, filter, episodes: episodes.length, sha256 };
}

/** For people: name of each condition to its value. */
function conditionsOf(filter: AuditFilter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  );
}
