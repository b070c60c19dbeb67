import type { ExtraSample } from './extras.ts';
import type { EpisodeReader } from './reader.ts';
import type { Sample, Stamp, StepRow } from './row.ts';
import type { EpisodeSeries, StampSeries } from './series.ts';

/**
 * The rows of an episode as they were appended, one after the other. Keeps the series in memory, and of
 * pictures and extra streams what the row needs.
 *
 * @throws AppError `corrupt`, `io`
 */
export async function* readRows(reader: EpisodeReader): AsyncGenerator<StepRow> {
  const { head } = reader.manifest;
  const series = await reader.series();
  const extras = head.extras.map(({ name }) => ({ name, samples: new SamplesByRow(reader.extras(name)) }));
  for (let row = 0; row < reader.rowCount; row += 1) {
    const images: Record<string, Uint8Array> = {};
    for (const { name } of head.cameras) {
      if (series.stamps[name]!.isPresent[row] === 1) images[name] = await reader.frame(name, row);
    }
    const samples: Record<string, Sample[]> = {};
    for (const extra of extras) samples[extra.name] = await extra.samples.take(row);
    yield {
      ...numbersOf(series, row, head.state.names.length, head.action.names.length),
      images,
      extras: samples,
    };
  }
}

function numbersOf(
  series: EpisodeSeries,
  row: number,
  stateWidth: number,
  actionWidth: number,
): Omit<StepRow, 'images' | 'extras'> {
  const hasAction = row < series.reward.length;
  return {
    timeNs: series.timeNs[row]!,
    wallNs: series.wallNs[row]!,
    phase: series.phase[row]!,
    attempt: series.attempt[row]!,
    state: series.state.subarray(row * stateWidth, (row + 1) * stateWidth),
    stamps: Object.fromEntries(
      Object.entries(series.stamps).map(([stream, stamps]) => [stream, stampOf(stamps, row)]),
    ),
    action: hasAction ? series.action.subarray(row * actionWidth, (row + 1) * actionWidth) : null,
    actionSource: series.actionSource[row] ?? null,
    reward: series.reward[row] ?? 0,
    terminated: series.terminated[row] === 1,
    truncated: series.truncated[row] === 1,
  };
}

function stampOf({ isPresent, stampNs, receivedNs }: StampSeries, row: number): Stamp | null {
  return isPresent[row] === 1 ? { stampNs: stampNs[row]!, receivedNs: receivedNs[row]! } : null;
}

/** Hands out the samples of a stream, whose rows rise, row by row. */
class SamplesByRow {
  readonly #samples: AsyncGenerator<ExtraSample>;
  #next: IteratorResult<ExtraSample> | null = null;

  constructor(samples: AsyncGenerator<ExtraSample>) {
    this.#samples = samples;
  }

  async take(row: number): Promise<Sample[]> {
    const taken: Sample[] = [];
    this.#next ??= await this.#samples.next();
    while (this.#next.done !== true && this.#next.value.row === row) {
      taken.push(this.#next.value);
      this.#next = await this.#samples.next();
    }
    return taken;
  }
}
