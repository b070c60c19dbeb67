import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Upstream } from '../../core/contract/messages.ts';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import type { FromWorker, ToWorker } from '../worker/messages.ts';
import { Intents } from './intents.ts';
import { StationLink } from './station-link.ts';

/** A browser's worker, seen from its page. */
class FakeWorker extends EventTarget {
  readonly posted: ToWorker[] = [];

  postMessage(message: ToWorker): void {
    this.posted.push(message);
  }

  say(message: FromWorker): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }

  requests(): Extract<Upstream, { type: 'request' }>[] {
    return this.posted.flatMap((posted) =>
      posted.type === 'send' && posted.message.type === 'request' ? [posted.message] : [],
    );
  }

  answer(value: unknown): void {
    this.say({ type: 'response', id: this.requests().at(-1)!.id, result: { ok: true, value } });
  }

  refuse(message: string): void {
    const error = { code: 'not-allowed', message, details: { status: 'idle' } } as const;
    this.say({ type: 'response', id: this.requests().at(-1)!.id, result: { ok: false, error } });
  }
}

function link(): { worker: FakeWorker; station: StationLink } {
  const worker = new FakeWorker();
  return { worker, station: new StationLink(worker as unknown as Worker) };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a request', () => {
  it('is answered by its own response', async () => {
    const { worker, station } = link();
    const stop = station.request('robot.stop', {});
    const stopId = worker.requests()[0]!.id;
    const list = station.request('episodes.list', {});
    worker.answer({ episodes: [] });
    worker.say({ type: 'response', id: stopId, result: { ok: true, value: {} } });
    await expect(list).resolves.toEqual({ episodes: [] });
    await expect(stop).resolves.toEqual({});
  });

  it('may be for a picture, which comes as a blob', async () => {
    const { worker, station } = link();
    const picture = station.picture({ episode: 'e', camera: 'front', row: 3 });
    expect(worker.posted).toEqual([
      { type: 'send', message: { type: 'picture', id: 1, episode: 'e', camera: 'front', row: 3 } },
    ]);
    const value = new Blob(['jpeg']);
    worker.say({ type: 'response', id: 1, result: { ok: true, value } });
    await expect(picture).resolves.toBe(value);
  });

  it('fails as the station refused it', async () => {
    const { worker, station } = link();
    const begun = station.request('episode.begin', {});
    worker.refuse('cannot begin in the state "idle"');
    await expect(begun).rejects.toMatchObject({ code: 'not-allowed', details: { status: 'idle' } });
  });

  it('fails when the answer does not fit the contract', async () => {
    const { worker, station } = link();
    const list = station.request('episodes.list', {});
    worker.answer({ episodes: 'many' });
    await expect(list).rejects.toThrow(/episodes: expected array/);
  });

  it('fails when the station is lost', async () => {
    const { worker, station } = link();
    const kept = station.request('episode.keep', {});
    worker.say({ type: 'link', link: { status: 'lost', cause: 'closed' } });
    await expect(kept).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('fails when no answer comes', async () => {
    vi.useFakeTimers();
    const { station } = link();
    const kept = expect(station.request('episode.keep', {})).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(30_000);
    await kept;
  });
});

it('keeps what a snapshot did not change', () => {
  const { worker, station } = link();
  const snapshot = { version: 1, robot: { title: 'T' } } as Snapshot;
  worker.say({ type: 'snapshot', snapshot });
  worker.say({ type: 'snapshot', snapshot: { version: 2, robot: { title: 'T' } } as Snapshot });
  const newest = station.store.getState().snapshot!;
  expect(newest.version).toBe(2);
  expect(newest.robot).toBe(snapshot.robot);
});

it('gives a picture the age that the station measured of its camera', () => {
  const { worker, station } = link();
  const stream = { name: 'front', kind: 'camera', rateHz: 30, expectedHz: 30, ageMs: 900, isFresh: false };
  worker.say({ type: 'snapshot', snapshot: { version: 1, streams: [stream] } as unknown as Snapshot });
  const stampWallMs = Date.now();
  for (const camera of ['front', 'wrist']) {
    worker.say({ type: 'drawn', frames: [{ camera, sequence: 1, stampWallMs, drawnWallMs: stampWallMs }] });
  }
  expect(station.previews.ageMs('front')).toBeGreaterThanOrEqual(900);
  expect(station.previews.ageMs('wrist')).toBeLessThan(900);
});

it('says that the page is broken when its worker is', () => {
  const { worker, station } = link();
  worker.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
  expect(station.store.getState().link).toMatchObject({
    status: 'lost',
    cause: expect.stringContaining('out of memory'),
  });
});

describe('an intent', () => {
  it('waits for the one before, but a stop does not', async () => {
    const { worker, station } = link();
    const intents = new Intents(station);
    const first = intents.perform('episode.keep', {});
    await expect(intents.perform('episode.keep', {})).resolves.toBe(false);
    void intents.stop();
    expect(worker.requests().map(({ name }) => name)).toEqual(['episode.keep', 'robot.stop']);
    worker.say({ type: 'response', id: worker.requests()[0]!.id, result: { ok: true, value: {} } });
    await expect(first).resolves.toBe(true);
  });

  it('leaves its refusal to be read until the next one is carried out', async () => {
    const { worker, station } = link();
    const intents = new Intents(station);
    const undo = intents.perform('episode.undo', {});
    worker.refuse('there is no mark to undo');
    await undo;
    expect(intents.store.getState().refusal).toBe('there is no mark to undo');
    const kept = intents.perform('episode.keep', {});
    worker.answer({});
    await kept;
    expect(intents.store.getState().refusal).toBeNull();
  });
});
