import { parentPort, workerData } from 'node:worker_threads';
import { toErrorValue } from '../../core/errors.ts';
import type { Dataset } from '../dataset.ts';
import { catalogueCalls } from './calls.ts';
import { Catalogue } from './catalogue.ts';
import type { CatalogueReply, CatalogueRequest } from './catalogue-thread.ts';

/** How old `recent` may be. */
const RECENT_MS = 3000;
/** A look at 100,000 folders takes a second: it may not be all that the thread does. */
const REST_SHARE = 10;

const dataset = workerData as Dataset;
const catalogue = new Catalogue(dataset);
const calls = catalogueCalls(dataset, catalogue);
let nextLookMs = 0;

/** What reads folders goes one after the other: two side by side would read everything twice. */
let reading: Promise<unknown> = Promise.resolve();

parentPort!.on('message', async (request: CatalogueRequest) => {
  reply(await answer(request));
});

async function answer({ id, call, params, freshness }: CatalogueRequest): Promise<CatalogueReply> {
  try {
    await inTurn(async () => {
      if (freshness === 'now' || performance.now() >= nextLookMs) await look();
    });
    const ask = calls[call] as (...given: unknown[]) => Promise<unknown>;
    return { id, value: call === 'reread' ? await inTurn(() => ask(...params)) : await ask(...params) };
  } catch (error) {
    return { id, error: toErrorValue(error) };
  }
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const own = reading.then(work);
  reading = own.catch(() => {});
  return own;
}

async function look(): Promise<void> {
  const beganMs = performance.now();
  await catalogue.refresh();
  const endedMs = performance.now();
  nextLookMs = endedMs + Math.max(RECENT_MS, REST_SHARE * (endedMs - beganMs));
}

function reply(message: CatalogueReply): void {
  parentPort!.postMessage(message);
}
