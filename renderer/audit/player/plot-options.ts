import type uPlot from 'uplot';
import { lookUpPhase } from '../../shared/phase-band.tsx';
import { plotStyleOf } from '../../shared/plot-style.ts';
import type { TimeWindow } from '../timeline/time-window.ts';
import { GUTTER_PX } from '../timeline/timeline.tsx';
import type { PhaseBands } from './phase-bands.ts';
import type { SignalGroup } from './signals.ts';

const BAND_OPACITY = 0.16;
const FONT_PX = 12;
const LINE_PX = 1.75;

/** uPlot's options for signals over seconds, with the phases painted behind them. */
export function plotOptions(
  element: HTMLElement,
  group: SignalGroup,
  window: TimeWindow,
  { segments, phases }: PhaseBands,
): uPlot.Options {
  const { color, frame, axis, series } = plotStyleOf(element, FONT_PX);
  return {
    ...frame,
    cursor: { drag: { x: false, y: false }, points: { show: false }, y: false, sync: { key: 'replay' } },
    // Left and right as the timeline, so that one instant stands below itself.
    padding: [6, 0, 0, 0],
    scales: {
      x: { time: false, range: () => secondsOf(window) },
      y: { range: (_plot, min, max) => paddedRange(min, max) },
    },
    axes: [
      { ...axis, size: 24, values: (_plot, seconds) => seconds.map((second) => `${second} s`) },
      { ...axis, size: GUTTER_PX, space: 22 },
    ],
    series: [{}, ...group.signals.map(({ name }, i) => series(name, i, LINE_PX))],
    hooks: {
      drawClear: [
        (plot) => {
          for (const { phase, startNs, endNs } of segments) {
            paintBand(plot, startNs / 1e9, endNs / 1e9, color(`--phase-${lookUpPhase(phases, phase).color}`));
          }
        },
      ],
    },
  };
}

function secondsOf(window: TimeWindow): [number, number] {
  const { startMs, endMs } = window.store.getState();
  return [startMs / 1_000, Math.max(startMs + 1, endMs) / 1_000];
}

/** A tenth of room above and below; a signal that never moves gets an axis around its value. */
function paddedRange(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [-1, 1];
  const span = max - min || Math.abs(max) || 1;
  return [min - span / 10, max + span / 10];
}

function paintBand(plot: uPlot, startS: number, endS: number, color: string): void {
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(startS, 'x', true));
  const right = Math.min(bbox.left + bbox.width, plot.valToPos(endS, 'x', true));
  if (right <= left) return;
  ctx.save();
  ctx.globalAlpha = BAND_OPACITY;
  ctx.fillStyle = color;
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.restore();
}
