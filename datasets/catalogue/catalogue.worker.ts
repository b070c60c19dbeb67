import { parentPort, workerData } from 'node:worker_threads';
import { toErrorValue } from '../../core/errors.ts';
import type { Dataset } from '../dataset.ts';
import { catalogueCalls } from './calls.ts';
import { Catalogue } from './catalogue.ts';
import type { CatalogueNews, CatalogueReply, CatalogueRequest, Reading } from './catalogue-thread.ts';

/** How old `recent` may be. */
const RECENT_MS = 3000;
/** A look at 100,000 folders takes a second: it may not be all that the thread does. */
const REST_SHARE = 10;
/** More episodes than these take so long to read that whoever can do without them gets what there is. */
const MANY = 1000;

const dataset = workerData as Dataset;
const catalogue = new Catalogue(dataset);
const calls = catalogueCalls(dataset, catalogue);
let nextLookMs = 0;

/** What reads folders goes one after the other: two side by side would read everything twice. */
let lastTurn: Promise<unknown> = Promise.resolve();

let reading: Reading | null = null;
/** Resolves once it shows that a reading will take long. */
let untilLong = Promise.withResolvers<void>();

parentPort!.on('message', async (request: CatalogueRequest) => {
  tell(await answer(request));
});

async function answer({ id, call, params, freshness }: CatalogueRequest): Promise<CatalogueReply> {
  try {
    const looked = inTurn(async () => {
      if (freshness === 'now' || performance.now() >= nextLookMs) await look();
    });
    await (freshness === 'now' ? looked : Promise.race([looked, untilLong.promise]));
    const ask = calls[call] as (...given: unknown[]) => Promise<unknown>;
    // Beside a long reading: what that has read before, it reads again when it is next looked for.
    const waits = call === 'reread' && reading === null;
    return { id, value: waits ? await inTurn(() => ask(...params)) : await ask(...params) };
  } catch (error) {
    return { id, error: toErrorValue(error) };
  }
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const own = lastTurn.then(work);
  lastTurn = own.catch(() => {});
  return own;
}

async function look(): Promise<void> {
  const beganMs = performance.now();
  try {
    await catalogue.refresh(follow);
  } finally {
    if (reading !== null) {
      reading = null;
      untilLong = Promise.withResolvers();
      tell({ reading });
    }
  }
  const endedMs = performance.now();
  nextLookMs = endedMs + Math.max(RECENT_MS, REST_SHARE * (endedMs - beganMs));
}

function follow(done: number, of: number): void {
  if (of < MANY) return;
  reading = { done, of };
  tell({ reading });
  untilLong.resolve();
}

function tell(news: CatalogueNews): void {
  parentPort!.postMessage(news);
}
