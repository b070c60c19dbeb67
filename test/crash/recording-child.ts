import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Catalogue } from '../../datasets/catalogue/catalogue.ts';
import { type Dataset, openDataset } from '../../datasets/dataset.ts';
import { recoverEpisodes } from '../../datasets/episode/recover.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import { appendLabel } from '../../datasets/labels.ts';
import { acquireLock } from '../../datasets/lock.ts';
import { foldRecovered } from '../../station/collect/fold-recovered.ts';
import { buildHead, buildRow } from '../builders/episode.ts';
import type { ChildEvent } from './child-event.ts';

const ROW_MS = 5;
const ROWS = 20;
const LABELS = 3;

/**
 * Records, seals, labels and lists episodes until it is killed: `node recording-child.ts <dataset> short|long`. A
 * long one never comes to its seal. Says each thing it did, once it was done, on a line of its own.
 */
async function main(path: string, length: string): Promise<never> {
  say({ kind: 'stage', stage: 'opening' });
  const dataset = await openDataset(path);
  await acquireLock(dataset, 'child of the crash test');
  await recoverEpisodes(dataset, foldRecovered);
  for (;;) {
    const id = await record(dataset, length === 'long' ? Number.POSITIVE_INFINITY : ROWS);
    await label(dataset, id);
    say({ kind: 'stage', stage: 'rebuilding' });
    const catalogue = new Catalogue(dataset);
    await catalogue.rebuild();
    catalogue.close();
  }
}

async function record(dataset: Dataset, rows: number): Promise<string> {
  const head = buildHead();
  say({ kind: 'stage', stage: 'beginning' });
  const writer = await EpisodeWriter.create(dataset, head);
  const beganNs = process.hrtime.bigint();
  say({ kind: 'stage', stage: 'recording' });
  for (let step = 0; step < rows; step += 1) {
    await sleep(ROW_MS);
    const timeNs = process.hrtime.bigint() - beganNs;
    const isFinal = step === rows - 1;
    const row = { ...buildRow(head, 3 + (step % 40), 400), timeNs, phase: 'failure', extras: {} };
    writer.append(isFinal ? { ...row, action: null, actionSource: null } : row);
    say({ kind: 'row', id: head.id, timeMs: Number(timeNs) / 1e6 });
  }
  say({ kind: 'stage', stage: 'sealing' });
  const { file } = await writer.seal({ outcome: 'aborted', events: [], segments: [], findings: [] });
  say({ kind: 'sealed', id: head.id, sha256: file.sha256 });
  return head.id;
}

async function label(dataset: Dataset, id: string): Promise<void> {
  for (let count = 0; count < LABELS; count += 1) {
    say({ kind: 'stage', stage: 'labelling' });
    const at = new Date().toISOString();
    await appendLabel(dataset, id, { format: 1, at, by: 'child', kind: 'note', text: `note ${count}` });
    say({ kind: 'labelled', id, labels: count + 1 });
  }
}

/** Synchronous: what has been said is out before the next thing happens. */
function say(event: ChildEvent): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

await main(process.argv[2]!, process.argv[3]!);
