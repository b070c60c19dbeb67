import { accessSync, constants, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';

/** A catalogue of another version is made anew, never migrated: the folders say all that it says. */
const VERSION = 4;

const BUSY_MS = 5000;

/** SQLite's result codes for a file that is no database, or a damaged one. */
const DAMAGE_CODES = [11, 26];

/** Another program holds the file. */
const BUSY_CODE = 5;

/** All of what a scan of 100,000 episodes reads stays in memory between two queries. */
const CACHE_KIB = 65_536;

const TABLE_NAMES = ['episodes', 'summaries', 'facts', 'texts', 'parts'];

/**
 * What is filtered and sorted by stands apart from summaries and texts, so that a scan of all episodes reads
 * 200 bytes of each and not 2 KB. `phases` and `findings` are lists for `instr`: a table of pairs and a join
 * take five times as long. `crc` is that of the row's other values: SQLite has no checksums of its own, and a
 * flipped bit may leave a sound table with another operator in it. Each column that is sorted by has an index, so
 * that a page ends the search. `judgements` stand before the long facts, so that who counts agreement reads no more than them. `parts` are
 * sums of blocks of episodes, made when they are first wanted: see `counting.ts`.
 */
const TABLES = `
  CREATE TABLE episodes (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    stamp TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TEXT NOT NULL,
    operator TEXT NOT NULL,
    task TEXT NOT NULL,
    protocol TEXT NOT NULL,
    protocol_version TEXT NOT NULL,
    outcome TEXT,
    verdict TEXT,
    second_look INTEGER NOT NULL,
    judges INTEGER NOT NULL,
    risk REAL NOT NULL,
    check_state TEXT NOT NULL,
    session TEXT NOT NULL,
    duration_ms REAL NOT NULL,
    phases TEXT NOT NULL,
    findings TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX episodes_by_start ON episodes (started_at, key);
  CREATE INDEX episodes_by_duration ON episodes (duration_ms, key);
  CREATE INDEX episodes_by_operator ON episodes (operator, key);
  CREATE INDEX episodes_by_protocol ON episodes (protocol_version, key);
  CREATE INDEX episodes_by_outcome ON episodes (outcome, key);
  CREATE INDEX episodes_by_risk ON episodes (risk, key);
  CREATE INDEX episodes_by_kind ON episodes (protocol, task, id);
  CREATE INDEX episodes_by_session ON episodes (session, id);
  CREATE INDEX episodes_by_check ON episodes (check_state, id);
  CREATE TABLE summaries (
    key INTEGER PRIMARY KEY REFERENCES episodes ON DELETE CASCADE,
    json TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE facts (
    key INTEGER PRIMARY KEY REFERENCES episodes ON DELETE CASCADE,
    judgements TEXT NOT NULL,
    json TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE texts (
    key INTEGER PRIMARY KEY REFERENCES episodes ON DELETE CASCADE,
    words TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE parts (
    block INTEGER PRIMARY KEY,
    json TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  PRAGMA user_version = ${VERSION};
`;

/** What `crc` is for a row of these values, its key first. */
export function crcOfRow(values: readonly SQLInputValue[]): number {
  return crc32(values.join('\u001f'));
}

/**
 * Open the index in this file, or make an empty one: where there is none, where it is damaged or of another
 * version. Where the folder cannot be written to, it is kept in memory.
 */
export function openTables(path: string): DatabaseSync {
  if (!isWritable(dirname(path))) return createTables(':memory:');
  try {
    const known = openFile(path);
    if (isKnownSound(known)) return known;
    known.close();
  } catch (error) {
    if (!isDamage(error)) return createTables(':memory:');
  }
  removeTables(path);
  return createTables(path);
}

/** All of it or nothing, and by nobody else meanwhile. */
export function transact<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Delete the file; the folders are where everything is. */
export function removeTables(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}-journal`, { force: true });
}

/** Whether SQLite says that the file is no sound database, as after a power cut or a flipped bit. */
export function isDamage(error: unknown): boolean {
  return DAMAGE_CODES.includes(codeOf(error));
}

function codeOf(error: unknown): number {
  return error instanceof Error ? ((error as { errcode?: number }).errcode ?? 0) : 0;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function openFile(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    db.exec(`PRAGMA foreign_keys = ON; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA user_version`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A damaged schema may make any statement fail, with any code. Only a file that others hold is left as it is. */
function isKnownSound(db: DatabaseSync): boolean {
  try {
    return isSound(db);
  } catch (error) {
    if (codeOf(error) === BUSY_CODE) throw error;
    return false;
  }
}

/** Looks at every byte that is in use: it takes a second for 100,000 episodes, in a thread that nobody waits for. */
function isSound(db: DatabaseSync): boolean {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version !== VERSION) return false;
  const created = db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all() as {
    sql: string;
  }[];
  if (!created.every(({ sql }) => TABLES.includes(sql))) return false;
  const [check] = db.prepare('PRAGMA integrity_check(1)').all() as { integrity_check: string }[];
  return check?.integrity_check === 'ok' && TABLE_NAMES.every((table) => hasRightChecksums(db, table));
}

function hasRightChecksums(db: DatabaseSync, table: string): boolean {
  const rows = db.prepare(`SELECT * FROM ${table}`);
  rows.setReturnArrays(true);
  for (const row of rows.iterate() as unknown as Iterable<SQLInputValue[]>) {
    if (crcOfRow(row.slice(0, -1)) !== row.at(-1)) return false;
  }
  return true;
}

function createTables(path: string): DatabaseSync {
  try {
    const db = openFile(path);
    db.exec(`BEGIN; ${TABLES} COMMIT`);
    return db;
  } catch (error) {
    if (path === ':memory:') throw error;
    return createTables(':memory:');
  }
}
