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

/** One request after the other: two refreshes side by side would read everything twice. */
let last: Promise<void> = Promise.resolve();

parentPort!.on('message', (request: CatalogueRequest) => {
  last = last.then(async () => reply(await answer(request)));
});

async function answer({ id, call, params, freshness }: CatalogueRequest): Promise<CatalogueReply> {
  try {
    if (freshness === 'now' || performance.now() >= nextLookMs) await look();
    const ask = calls[call] as (...given: unknown[]) => Promise<unknown>;
    return { id, value: await ask(...params) };
  } catch (error) {
    return { id, error: toErrorValue(error) };
  }
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
