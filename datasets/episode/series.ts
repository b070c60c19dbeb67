import type { Data } from 'apache-arrow';
import { ACTION_SOURCES, type ActionSource, COLUMNS } from './columns.ts';
import type { EpisodeDataFile } from './data-file.ts';
import type { EpisodeHead } from './manifest.ts';

/** When the message of a stream that a row used was made and when it arrived; one value a row. */
export interface StampSeries {
  /** 0 where nothing had arrived yet; the times of such a row mean nothing. */
  isPresent: Uint8Array;
  stampNs: BigInt64Array;
  receivedNs: BigInt64Array;
}

/** All of an episode but images and extra streams, for T steps and T + 1 rows. Vectors lie row after row. */
export interface EpisodeSeries {
  timeNs: BigInt64Array;
  wallNs: BigInt64Array;
  /** As recorded; marks that were undone or relabelled later only show in the manifest's segments. */
  phase: string[];
  attempt: Int16Array;
  state: Float32Array;
  stamps: Record<string, StampSeries>;
  /** T values a quantity, as are all that follow. */
  action: Float32Array;
  actionSource: (ActionSource | null)[];
  reward: Float32Array;
  terminated: Uint8Array;
  truncated: Uint8Array;
}

/** Read the series of `rows` rows, of which the last one is an observation only. */
export async function readSeries(data: EpisodeDataFile, head: EpisodeHead): Promise<EpisodeSeries> {
  const rows = data.rows;
  const steps = rows - 1;
  const stateWidth = head.state.names.length;
  const actionWidth = head.action.names.length;
  const series: EpisodeSeries = {
    timeNs: new BigInt64Array(rows),
    wallNs: new BigInt64Array(rows),
    phase: [],
    attempt: new Int16Array(rows),
    state: new Float32Array(rows * stateWidth),
    stamps: Object.fromEntries(head.streams.map((stream) => [stream, emptyStamps(rows)])),
    action: new Float32Array(rows * actionWidth),
    actionSource: [],
    reward: new Float32Array(rows),
    terminated: new Uint8Array(rows),
    truncated: new Uint8Array(rows),
  };
  const end = data.columnOf(COLUMNS.truncated) + 1;
  for (const entry of data.batches) {
    const batch = await data.openBatch(entry);
    const columns = await data.readColumns(batch, 0, end);
    const column = (name: string): Data => columns[data.columnOf(name)]!;
    const at = batch.firstRow;
    series.timeNs.set(column(COLUMNS.timeNs).values, at);
    series.wallNs.set(column(COLUMNS.wallTime).values, at);
    series.attempt.set(column(COLUMNS.attempt).values, at);
    series.state.set(column(COLUMNS.state).children[0]!.values, at * stateWidth);
    series.action.set(column(COLUMNS.action).children[0]!.values, at * actionWidth);
    series.reward.set(column(COLUMNS.reward).values, at);
    addStamps(series, head, column(COLUMNS.stampNs), column(COLUMNS.receivedNs), at);
    const phases: Int32Array = column(COLUMNS.phase).values;
    const sources = column(COLUMNS.actionSource);
    const terminated = column(COLUMNS.terminated);
    const truncated = column(COLUMNS.truncated);
    for (let row = 0; row < batch.rows; row += 1) {
      const phase = head.phases[phases[row]!];
      if (phase === undefined) throw data.corrupt(`row ${at + row} has phase number ${phases[row]}`);
      series.phase.push(phase);
      series.actionSource.push(sources.getValid(row) ? (ACTION_SOURCES[sources.values[row]] ?? null) : null);
      series.terminated[at + row] = bitOf(terminated.values, row);
      series.truncated[at + row] = bitOf(truncated.values, row);
    }
  }
  return {
    ...series,
    action: series.action.subarray(0, steps * actionWidth),
    actionSource: series.actionSource.slice(0, steps),
    reward: series.reward.subarray(0, steps),
    terminated: series.terminated.subarray(0, steps),
    truncated: series.truncated.subarray(0, steps),
  };
}

function emptyStamps(rows: number): StampSeries {
  return {
    isPresent: new Uint8Array(rows),
    stampNs: new BigInt64Array(rows),
    receivedNs: new BigInt64Array(rows),
  };
}

function addStamps(series: EpisodeSeries, head: EpisodeHead, stamps: Data, received: Data, at: number): void {
  head.streams.forEach((stream, index) => {
    const target = series.stamps[stream]!;
    const source = stamps.children[index]!;
    target.stampNs.set(source.values, at);
    target.receivedNs.set(received.children[index]!.values, at);
    for (let row = 0; row < source.length; row += 1)
      target.isPresent[at + row] = source.getValid(row) ? 1 : 0;
  });
}

function bitOf(bits: Uint8Array, row: number): number {
  return (bits[row >> 3]! >> (row & 7)) & 1;
}
