import { parentPort, workerData } from 'node:worker_threads';
import { toErrorValue } from '../../core/errors.ts';
import type { Dataset } from '../dataset.ts';
import { Catalogue } from './catalogue.ts';
import type { CatalogueReply, CatalogueRequest } from './catalogue-thread.ts';

const catalogue = new Catalogue(workerData as Dataset);

/** One request after the other: two refreshes side by side would read everything twice. */
let last: Promise<void> = Promise.resolve();

parentPort!.on('message', (request: CatalogueRequest) => {
  last = last.then(async () => reply(await answer(request)));
});

async function answer({ id, query }: CatalogueRequest): Promise<CatalogueReply> {
  try {
    await catalogue.refresh();
    return { id, page: await catalogue.query(query) };
  } catch (error) {
    return { id, error: toErrorValue(error) };
  }
}

function reply(message: CatalogueReply): void {
  parentPort!.postMessage(message);
}
