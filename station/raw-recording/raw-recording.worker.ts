import { open } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { FileHandleWritable } from '@mcap/nodejs';
import { AppError, messageOf } from '../../core/errors.ts';
import { McapEpisode } from './mcap-episode.ts';
import type { RawMessage, RawReply, RawRequest } from './raw-message.ts';

const { path } = workerData as { path: string };
const opened = openMcap();
/** One request after another: a writer of MCAP takes one call at a time. */
let work: Promise<void> = Promise.resolve();
let hasFailed = false;
let unusable = 0;

parentPort!.on('message', (request: RawRequest) => {
  work = work.then(() => perform(request)).catch(fail);
});

async function openMcap(): Promise<{ mcap: McapEpisode; close(): Promise<void> }> {
  const file = await open(path, 'wx');
  const mcap = await McapEpisode.begin(new FileHandleWritable(file));
  const close = async () => {
    await file.datasync();
    await file.close();
  };
  return { mcap, close };
}
opened.catch(fail);

async function perform(request: RawRequest): Promise<void> {
  if (request.kind === 'messages') {
    if (!hasFailed) {
      const { mcap } = await opened;
      for (const message of request.messages) await add(mcap, message);
    }
    reply({ kind: 'taken', bytes: request.bytes });
    return;
  }
  if (!hasFailed) {
    const { mcap, close } = await opened;
    const messages = await mcap.finish();
    await close();
    reply({ kind: 'finished', messages, unusable });
  }
  parentPort!.close();
}

async function add(mcap: McapEpisode, message: RawMessage): Promise<void> {
  try {
    await mcap.add(message);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-input') throw error;
    unusable += 1;
  }
}

function fail(error: unknown): void {
  if (hasFailed) return;
  hasFailed = true;
  reply({ kind: 'failed', message: messageOf(error) });
}

function reply(message: RawReply): void {
  parentPort!.postMessage(message);
}
