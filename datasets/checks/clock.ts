import type { StampSeries } from '../episode/series.ts';
import type { CheckFinding, EpisodeCheck, EpisodeView } from './check.ts';
import { median } from './numbers.ts';
import { longestSpans, secondsOf } from './spans.ts';

/** Clocks that are kept in step are turned by less between two rows. */
const WALL_JUMP_NS = 50e6;
/** Of the middle latency of so many messages before and after. */
const WINDOW = 12;
const LATENCY_JUMP_NS = 100e6;

/** Clocks that jump: the wall clock against the monotonic one, and the clock of a source against the station's. */
export const clock: EpisodeCheck = {
  name: 'clock',
  version: 1,
  run(episode) {
    const findings = [...wallJumps(episode)];
    for (const stream of episode.manifest.head.streams) {
      findings.push(...sourceJumps(stream, episode.series.stamps[stream]!));
    }
    return { findings, measures: {} };
  },
};

function wallJumps({ series, timesNs }: EpisodeView): CheckFinding[] {
  const jumps: { row: number; ns: number }[] = [];
  for (let row = 1; row < timesNs.length; row += 1) {
    const ns = Number(series.wallNs[row]! - series.wallNs[row - 1]!) - (timesNs[row]! - timesNs[row - 1]!);
    if (Math.abs(ns) > WALL_JUMP_NS) jumps.push({ row, ns });
  }
  if (jumps.length === 0) return [];
  const [{ row, ns }] = jumps as [{ row: number; ns: number }];
  const message = `the wall clock jumps ${jumps.length} times, first by ${Math.round(ns / 1e6)} ms at ${secondsOf(timesNs[row]!)}`;
  const spans = jumps.map((jump) => ({ startNs: timesNs[jump.row - 1]!, endNs: timesNs[jump.row]! }));
  return [{ code: 'clock-jump', severity: 'warning', message, spans: longestSpans(spans) }];
}

/** A source whose clock is set anew looks early or late from then on. */
function sourceJumps(stream: string, stamps: StampSeries): CheckFinding[] {
  const messages: { atNs: number; latencyNs: number }[] = [];
  stamps.isPresent.forEach((present, row) => {
    const [stampNs, receivedNs] = [stamps.stampNs[row]!, stamps.receivedNs[row]!];
    if (present === 0 || messages.at(-1)?.atNs === Number(receivedNs)) return;
    messages.push({ atNs: Number(receivedNs), latencyNs: Number(receivedNs - stampNs) });
  });
  const latencies = messages.map(({ latencyNs }) => latencyNs);
  let worst = { index: 0, ns: 0 };
  for (let index = WINDOW; index <= latencies.length - WINDOW; index += 1) {
    const ns =
      median(latencies.slice(index, index + WINDOW)) - median(latencies.slice(index - WINDOW, index));
    if (Math.abs(ns) > Math.abs(worst.ns)) worst = { index, ns };
  }
  if (Math.abs(worst.ns) <= LATENCY_JUMP_NS) return [];
  const index = largestStep(latencies, worst.index);
  const { atNs } = messages[index]!;
  const message = `the clock of ${stream} jumps by ${Math.round(Math.abs(worst.ns) / 1e6)} ms at ${secondsOf(atNs)}`;
  const spans = [{ startNs: messages[index - 1]!.atNs, endNs: atNs }];
  return [{ code: 'clock-jump', severity: 'error', message, stream, spans: longestSpans(spans) }];
}

/** Middles are the same all around a jump: it is where the latency itself changes most. */
function largestStep(latencies: readonly number[], around: number): number {
  const stepAt = (i: number) => Math.abs(latencies[i]! - latencies[i - 1]!);
  let best = around;
  for (let i = around - WINDOW + 1; i < around + WINDOW; i += 1) if (stepAt(i) > stepAt(best)) best = i;
  return best;
}
