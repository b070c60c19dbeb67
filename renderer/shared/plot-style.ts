import type uPlot from 'uplot';

const DASHES = [[], [8, 4], [2, 3], [], [8, 4], [2, 3]];

/** How signals are drawn wherever they are drawn. */
export interface PlotStyle {
  /** A CSS variable of the plot's element. */
  color(name: string): string;
  /** For every plot: as large as its element, without uPlot's own legend. */
  frame: Pick<uPlot.Options, 'width' | 'height' | 'legend'>;
  axis: uPlot.Axis;
  /** Told apart by colour and by dash; the colours are `--series-0` … `--series-5`. */
  series(label: string, index: number, widthPx: number): uPlot.Series;
}

/** Colours are read once: another colour scheme wants another plot. */
export function plotStyleOf(element: HTMLElement, fontPx: number): PlotStyle {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return {
    color,
    frame: { width: element.clientWidth, height: element.clientHeight, legend: { show: false } },
    axis: {
      stroke: color('--text-dim'),
      font: `${fontPx}px system-ui, sans-serif`,
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
    },
    series: (label, index, widthPx) => ({
      label,
      stroke: color(`--series-${index % DASHES.length}`),
      width: widthPx,
      dash: DASHES[index % DASHES.length]!,
      points: { show: false },
    }),
  };
}
