import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { Catalogue } from '../../datasets/catalogue/catalogue.ts';
import { discardEpisode, openDataset, readManifest } from '../../datasets/dataset.ts';
import type { Label } from '../../datasets/episode/label.ts';
import { recoverEpisodes } from '../../datasets/episode/recover.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import { verifyDataset } from '../../datasets/integrity/verify-dataset.ts';
import { appendLabel } from '../../datasets/labels.ts';
import { acquireLock } from '../../datasets/lock.ts';
import { systemCode } from '../../datasets/storage/files.ts';
import { freezeVersion } from '../../datasets/versions.ts';
import { foldRecovered } from '../../station/collect/fold-recovered.ts';
import { BUILT_DATASET, buildHead, writeEpisode } from '../builders/episode.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

/** A file system of this size, where this process may mount one: Linux, as root. */
async function smallDisk(megabytes: number): Promise<string> {
  const path = await tempFolder();
  mount(path, megabytes);
  onTestFinished(() => void execFileSync('umount', ['--lazy', path]));
  return path;
}

function mount(path: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'pipe' });
}

function canMount(): boolean {
  const path = '/tmp/retrace-may-mount';
  try {
    mkdirSync(path, { recursive: true });
    mount(path, 1);
    execFileSync('umount', [path]);
    return true;
  } catch {
    return false;
  }
}

const mayMount = canMount();
if (!mayMount)
  console.warn(
    'NOT TESTED: a full and a read-only disk. It takes Linux and the right to mount a tmpfs (root).',
  );

/** Take all but this much of the disk. */
async function fill(path: string, leaveBytes: number): Promise<string> {
  const { bavail, bsize } = await statfs(path);
  const file = join(path, '.filler');
  try {
    writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes), 1));
  } catch (error) {
    // The station wrote meanwhile: then the disk is as full as it can be.
    if (systemCode(error) !== 'ENOSPC') throw error;
  }
  return file;
}

async function startRecording(folder: string, reserveMb: number) {
  const station = await StationProcess.start(folder, ['--disk-reserve', String(reserveMb)]);
  onTestFinished(() => station.kill());
  const screen = await ScreenClient.open(station.address);
  onTestFinished(() => screen.close());
  await screen.request('session.start', {
    operator: 'Ada',
    task: 'Pick up the shirt',
    protocol: 'visual-backtracking',
  });
  const { id } = await beginWhenFresh(screen);
  await screen.until(({ collect }) => (collect.episode?.elapsedMs ?? 0) > 1500);
  return { station, screen, id };
}

/** On a busy machine a stream may go stale between the look and the press: then there is another look. */
async function beginWhenFresh(screen: ScreenClient): Promise<{ id: string }> {
  for (;;) {
    await screen.until(({ collect }) => collect.status === 'ready' && collect.blockers.length === 0);
    try {
      return await screen.request('episode.begin', {});
    } catch (error) {
      if (!/ ms old/.test(String(error))) throw error;
    }
  }
}

const alertOf = ({ alerts }: Snapshot, id: string) => alerts.find((alert) => alert.id === id);

test.runIf(mayMount)(
  'at its reserve of disk the station seals early, says so, and begins no other episode',
  async () => {
    const disk = await smallDisk(64);
    const folder = join(disk, 'data');
    const { screen, id, station } = await startRecording(folder, 20);
    const filler = await fill(disk, 15e6);
    const stopped = await screen.until(({ collect }) => collect.status === 'review');
    expect(alertOf(stopped, 'recording-failed')?.cause).toMatch(
      /MB left, of which 20 MB are kept in reserve/,
    );
    expect(alertOf(stopped, 'disk-low')?.severity).toBe('alarm');
    const dataset = await openDataset(folder);
    expect(await readManifest(dataset, id)).toMatchObject({ state: 'sealed', outcome: 'aborted' });
    for await (const { damage } of verifyDataset(dataset)) expect(damage).toEqual([]);

    await screen.request('episode.keep', {});
    await screen.until(({ collect }) => collect.status === 'ready');
    await expect(screen.request('episode.begin', {})).rejects.toThrow('kept in reserve');
    await rm(filler);
    const free = await screen.until((snapshot) => alertOf(snapshot, 'disk-low') === undefined);
    expect(free.collect.blockers.join()).not.toContain('reserve');
    expect(await station.stop()).toBe(0);
  },
);

test.runIf(mayMount)(
  'a disk that is full to the last byte costs a second, and nothing that was sealed',
  async () => {
    const disk = await smallDisk(64);
    const folder = join(disk, 'data');
    const { screen, id, station } = await startRecording(folder, 0);
    const filler = await fill(disk, 300e3);
    const stopped = await screen.until(({ collect }) => collect.status === 'ready');
    expect(alertOf(stopped, 'recording-failed')?.cause).toMatch(/ENOSPC|no space/);
    expect(await station.stop()).toBe(0);
    // Whether the file's last bytes left room for a footer is chance; if not, the next station closes it.
    await rm(filler);
    const next = await StationProcess.start(folder);
    onTestFinished(() => next.kill());
    const dataset = await openDataset(folder);
    expect(await readManifest(dataset, id)).toMatchObject({ state: 'recovered', outcome: 'aborted' });
    for await (const { damage } of verifyDataset(dataset)) expect(damage).toEqual([]);
    expect(await next.stop()).toBe(0);
  },
);

test.runIf(mayMount)(
  'on a disk that is read-only everything can be read, and what would write is refused with the reason',
  async () => {
    const disk = await smallDisk(8);
    const path = join(disk, 'data');
    const writable = await openDataset(path, { create: BUILT_DATASET });
    const { head } = await writeEpisode(writable, 20);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const dataset = await openDataset(path);
    for await (const { name, damage } of verifyDataset(dataset)) {
      expect({ name, damage }).toEqual({ name: head.id, damage: [] });
    }
    const catalogue = new Catalogue(dataset);
    await catalogue.refresh();
    expect((await catalogue.query()).total).toBe(1);
    catalogue.close();

    const note: Label = { format: 1, at: new Date().toISOString(), by: 'grace', kind: 'note', text: 'dark' };
    await expect(acquireLock(dataset, 'a station')).rejects.toThrow(/EROFS|read-only/);
    await expect(EpisodeWriter.create(dataset, buildHead())).rejects.toThrow(
      /no episode can be begun: EROFS/,
    );
    await expect(appendLabel(dataset, head.id, note)).rejects.toThrow(/cannot be written: EROFS/);
    await expect(discardEpisode(dataset, head.id, 'slipped', 'ada')).rejects.toThrow(/EROFS|read-only/);
    await expect(
      freezeVersion(dataset, { name: 'v1', by: 'ada', filter: {}, ids: [head.id] }),
    ).rejects.toThrow(/cannot be written: EROFS/);
    await expect(openDataset(join(disk, 'other'), { create: BUILT_DATASET })).rejects.toThrow(
      /EROFS|read-only/,
    );
  },
);

test.runIf(mayMount)(
  'on a full disk no episode begins, and those that are there stay as they are',
  async () => {
    const disk = await smallDisk(8);
    const dataset = await openDataset(join(disk, 'data'), { create: BUILT_DATASET });
    const { head } = await writeEpisode(dataset, 20);
    const filler = await fill(disk, 0);
    await expect(EpisodeWriter.create(dataset, buildHead())).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('no episode can be begun: ENOSPC'),
    });
    await rm(filler);
    // The folder of the one that could not begin is cleared away by the next start.
    expect(await recoverEpisodes(dataset, foldRecovered)).toHaveLength(1);
    const names: string[] = [];
    for await (const { name, damage } of verifyDataset(dataset)) {
      expect(damage).toEqual([]);
      names.push(name);
    }
    expect(names).toEqual([head.id]);
  },
);
