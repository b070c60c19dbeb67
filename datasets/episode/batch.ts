import { BatchBody, type Nulls } from '../arrow/body.ts';
import { type EncodedMessage, encodeBatch, encodeDictionary } from '../arrow/message.ts';
import { ACTION_SOURCES } from './columns.ts';
import type { EpisodeHead, ExtraStream } from './manifest.ts';
import type { PendingRow, PendingSample } from './row.ts';
import { DICTIONARY_IDS } from './schema.ts';

/** What a null image has in the column of bytes beneath it. */
const NO_BYTES = new Uint8Array();

/** The record batch of rows that follow each other, of which `firstStep` is the first, laid out as `episodeSchema`. */
export function encodeRows(
  head: EpisodeHead,
  rows: readonly PendingRow[],
  firstStep: number,
): EncodedMessage {
  const body = new BatchBody();
  const count = rows.length;
  const withoutAction: Nulls = {
    count: rows.filter(({ action }) => action === null).length,
    isNull: (row) => rows[row]!.action === null,
  };
  const actionWidth = head.action.names.length;
  body.fixed(
    count,
    Int32Array.from(rows, (_, index) => firstStep + index),
  );
  body.fixed(
    count,
    BigInt64Array.from(rows, ({ timeNs }) => timeNs),
  );
  body.fixed(
    count,
    BigInt64Array.from(rows, ({ wallNs }) => wallNs),
  );
  body.fixed(
    count,
    Int32Array.from(rows, ({ phaseIndex }) => phaseIndex),
  );
  body.fixed(
    count,
    Int16Array.from(rows, ({ attempt }) => attempt),
  );
  body.fixedSizeList(count);
  addFloats(
    body,
    head.state.names.length,
    rows.map(({ state }) => state),
  );
  addStamps(body, head, rows, 'stampNs');
  addStamps(body, head, rows, 'receivedNs');
  body.fixedSizeList(count, withoutAction);
  addFloats(
    body,
    actionWidth,
    rows.map(({ action }) => action ?? new Float32Array(actionWidth)),
  );
  body.fixed(
    count,
    Int32Array.from(rows, ({ sourceIndex }) => Math.max(0, sourceIndex)),
    withoutAction,
  );
  body.fixed(
    count,
    Float32Array.from(rows, ({ reward }) => reward),
  );
  body.bool(rows.map(({ terminated }) => terminated));
  body.bool(rows.map(({ truncated }) => truncated));
  head.cameras.forEach((_, camera) => {
    const isNull = (row: number) => rows[row]!.images[camera] === null;
    body.struct(count, { count: rows.filter(({ images }) => images[camera] === null).length, isNull });
    body.binary(rows.map(({ images }) => images[camera] ?? NO_BYTES));
    body.nullText(count);
  });
  head.extras.forEach((extra, index) => {
    addSamples(
      body,
      extra,
      rows.map(({ extras }) => extras[index]!),
    );
  });
  return encodeBatch(count, body);
}

/** All values that the dictionary columns can have; written before the first batch and never again. */
export function encodeDictionaries(head: EpisodeHead): EncodedMessage[] {
  return [
    encodeTexts(DICTIONARY_IDS.phase, head.phases),
    encodeTexts(DICTIONARY_IDS.actionSource, ACTION_SOURCES),
  ];
}

function encodeTexts(id: number, values: readonly string[]): EncodedMessage {
  const body = new BatchBody();
  body.binary(values.map((value) => new TextEncoder().encode(value)));
  return encodeDictionary(id, values.length, body);
}

function addFloats(body: BatchBody, width: number, vectors: readonly Float32Array[]): void {
  const values = new Float32Array(width * vectors.length);
  vectors.forEach((vector, row) => {
    values.set(vector, row * width);
  });
  body.fixed(values.length, values);
}

function addStamps(
  body: BatchBody,
  head: EpisodeHead,
  rows: readonly PendingRow[],
  which: 'stampNs' | 'receivedNs',
): void {
  body.struct(rows.length);
  head.streams.forEach((_, stream) => {
    const stamps = rows.map((row) => row.stamps[stream]!);
    body.fixed(
      rows.length,
      BigInt64Array.from(stamps, (stamp) => stamp?.[which] ?? 0n),
      {
        count: stamps.filter((stamp) => stamp === null).length,
        isNull: (row) => stamps[row] === null,
      },
    );
  });
}

function addSamples(body: BatchBody, { kind }: ExtraStream, samplesByRow: readonly PendingSample[][]): void {
  const samples = samplesByRow.flat();
  body.list(samplesByRow.map(({ length }) => length));
  body.struct(samples.length);
  body.fixed(
    samples.length,
    BigInt64Array.from(samples, ({ stampNs }) => stampNs),
  );
  body.fixed(
    samples.length,
    BigInt64Array.from(samples, ({ receivedNs }) => receivedNs),
  );
  if (kind !== 'vector') {
    body.binary(samples.map(({ value }) => value as Uint8Array));
    return;
  }
  const vectors = samples.map(({ value }) => value as Float64Array);
  body.list(vectors.map(({ length }) => length));
  const values = new Float64Array(vectors.reduce((length, vector) => length + vector.length, 0));
  let offset = 0;
  for (const vector of vectors) {
    values.set(vector, offset);
    offset += vector.length;
  }
  body.fixed(values.length, values);
}
