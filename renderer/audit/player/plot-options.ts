import type uPlot from 'uplot';
import type { EpisodeSummary } from '../../../core/contract/requests.ts';
import type { ProtocolView } from '../../../core/contract/snapshot.ts';
import { lookUpPhase } from '../../shared/phase-band.tsx';
import type { SignalGroup } from './signals.ts';

/** Series are told apart by colour and by dash; the colours are `--series-0` … of the plot's element. */
const DASHES = [[], [8, 4], [2, 3], [], [8, 4], [2, 3]];
const BAND_OPACITY = 0.16;
const FONT = '12px system-ui, sans-serif';

/** uPlot's options for signals over seconds, with the phases painted behind them. */
export function plotOptions(
  element: HTMLElement,
  group: SignalGroup,
  segments: EpisodeSummary['segments'],
  phases: ProtocolView['phases'],
): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: color('--text-dim'),
    font: FONT,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: false }, y: false, sync: { key: 'replay' } },
    scales: { x: { time: false }, y: { range: (_plot, min, max) => paddedRange(min, max) } },
    axes: [
      { ...axis, size: 24, values: (_plot, seconds) => seconds.map((second) => `${second} s`) },
      { ...axis, size: 52, space: 22 },
    ],
    series: [
      {},
      ...group.signals.map((signal, i) => ({
        label: signal.name,
        stroke: color(`--series-${i % DASHES.length}`),
        width: 1.75,
        dash: DASHES[i % DASHES.length]!,
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [
        (plot) => {
          for (const { phase, startMs, endMs } of segments) {
            paintBand(plot, startMs, endMs, color(`--phase-${lookUpPhase(phases, phase).color}`));
          }
        },
      ],
    },
  };
}

/** A tenth of room above and below; a signal that never moves gets an axis around its value. */
function paddedRange(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [-1, 1];
  const span = max - min || Math.abs(max) || 1;
  return [min - span / 10, max + span / 10];
}

function paintBand(plot: uPlot, startMs: number, endMs: number, color: string): void {
  const { ctx, bbox } = plot;
  const left = plot.valToPos(startMs / 1_000, 'x', true);
  const right = Math.min(bbox.left + bbox.width, plot.valToPos(endMs / 1_000, 'x', true));
  ctx.save();
  ctx.globalAlpha = BAND_OPACITY;
  ctx.fillStyle = color;
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.restore();
}
