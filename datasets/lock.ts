import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { dirname, join } from 'node:path';
import { v4 as uuid } from 'uuid';
import { z } from 'zod';
import { AppError, messageOf } from '../core/errors.ts';
import { parseJson } from '../core/parse.ts';
import type { Dataset } from './dataset.ts';
import { systemCode } from './storage/files.ts';
import { toJson } from './storage/json.ts';

const LOCK_FILE = 'station.lock';
const WRITE_GRACE_MS = 5000;
/** What file systems answer that know no second name of a file, such as exFAT. */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']);

const holderSchema = z.object({
  /** The program, as an operator knows it. */
  name: z.string(),
  pid: z.int().positive(),
  host: z.string(),
  /** Milliseconds since the Unix epoch. */
  sinceMs: z.number(),
  /** Of the computer's start, where the system tells. */
  bootId: z.string().optional(),
  /** Differs for each time the lock was taken. */
  token: z.string(),
});

type Holder = z.output<typeof holderSchema>;

export interface DatasetLock {
  /** Let others have the dataset; it does not matter how often this is called. */
  release(): Promise<void>;
}

const BOOT_ID = readBootId();

/** Tokens of the locks that this process holds. */
const heldTokens = new Set<string>();

/**
 * Take the dataset for one writer. A lock whose process is dead is taken over; one of another computer is
 * never, since nobody here can know.
 *
 * @throws AppError `not-allowed` with name, process and host of the holder, `io`.
 */
export async function acquireLock(dataset: Dataset, name: string): Promise<DatasetLock> {
  const path = join(dataset.path, LOCK_FILE);
  const holder: Holder = {
    name,
    pid: process.pid,
    host: hostname(),
    sinceMs: Date.now(),
    bootId: BOOT_ID,
    token: uuid(),
  };
  for (;;) {
    if (await tryCreate(path, holder)) {
      heldTokens.add(holder.token);
      return { release: () => release(path, holder.token) };
    }
    const other = await readHolder(path);
    if (other !== null && isAlive(other)) {
      const since = new Date(other.sinceMs).toISOString();
      throw new AppError(
        'not-allowed',
        `the dataset is in use by ${other.name} (process ${other.pid} on ${other.host}) since ${since}; ` +
          `close it there, or delete the lock if that program is gone (${path})`,
        { details: { ...other } },
      );
    }
    if (other === null && (await isBeingWritten(path))) {
      throw new AppError('not-allowed', `the dataset is just being taken by another program (${path})`);
    }
    await removeStale(path, other?.token);
  }
}

async function tryCreate(path: string, holder: Holder): Promise<boolean> {
  const written = join(dirname(path), `.${LOCK_FILE}.${holder.token}`);
  try {
    await writeFile(written, toJson(holder), { flag: 'wx' });
    // Comes with its text or not at all: a process that is killed in between leaves no lock of nobody.
    await link(written, path);
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    if (WITHOUT_LINKS.has(systemCode(cause) ?? '')) return await tryCreateInPlace(path, holder);
    throw new AppError('io', `the dataset cannot be locked: ${messageOf(cause)} (${path})`, { cause });
  } finally {
    await rm(written, { force: true });
  }
}

async function tryCreateInPlace(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, toJson(holder), { flag: 'wx' });
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    throw new AppError('io', `the dataset cannot be locked: ${messageOf(cause)} (${path})`, { cause });
  }
}

/** Null when the lock is gone, or was left half written by a crash. */
async function readHolder(path: string): Promise<Holder | null> {
  try {
    return parseJson(holderSchema, await readFile(path, 'utf8'), path);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT' || cause instanceof AppError) return null;
    throw new AppError('io', `the dataset's lock cannot be read: ${messageOf(cause)} (${path})`, { cause });
  }
}

function isAlive({ pid, host, sinceMs, bootId, token }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return heldTokens.has(token);
  // Process ids start again at each boot, so an older lock says nothing about who has the id now.
  if (isOfEarlierBoot(bootId, sinceMs)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** The date cannot tell where the system can: a computer that finds the right time late was not started then. */
function isOfEarlierBoot(bootId: string | undefined, sinceMs: number): boolean {
  if (bootId !== undefined && BOOT_ID !== undefined) return bootId !== BOOT_ID;
  return sinceMs < Date.now() - uptime() * 1000;
}

function readBootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** A new lock has no text for a moment; an old one without text is what a crash left. */
async function isBeingWritten(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  return info !== null && Date.now() - info.mtimeMs < WRITE_GRACE_MS;
}

async function removeStale(path: string, token: string | undefined): Promise<void> {
  const moved = `${path}.${uuid()}`;
  try {
    await rename(path, moved);
    // Another program may have taken the stale lock over a moment before: then this is its lock, not the stale one.
    const isStale = (await readHolder(moved))?.token === token;
    await (isStale ? rm(moved) : rename(moved, path));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return;
    throw new AppError('io', `the dataset's stale lock cannot be removed: ${messageOf(cause)} (${path})`, {
      cause,
    });
  }
}

async function release(path: string, token: string): Promise<void> {
  if (!heldTokens.delete(token)) return;
  if ((await readHolder(path))?.token === token) await rm(path, { force: true });
}
