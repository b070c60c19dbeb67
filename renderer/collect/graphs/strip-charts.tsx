import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Telemetry } from '../../../core/contract/messages.ts';
import type { Snapshot } from '../../../core/contract/snapshot.ts';
import { useServices, useSnapshot } from '../../app/services.ts';
import { AXIS_WORDS } from '../../shared/axis-words.ts';
import { plotStyleOf } from '../../shared/plot-style.ts';
import styles from './graphs.module.css';
import { Ring } from './ring.ts';

const KEPT_MS = 15_000;
const SERIES = 6;
const FONT_PX = 11;
const LINE_PX = 1.5;

interface Line {
  label: string;
  index: number;
}

interface Strip {
  title: string;
  unit: string;
  lines: Line[];
  valuesOf(telemetry: Telemetry): readonly (number | null)[];
}

/** Where the robot is and what it is told, of the last 15 s; each chart has the unit of the first axis. */
export function StripCharts() {
  const action = useSnapshot((snapshot) => snapshot.robot.action);
  const state = useSnapshot((snapshot) => snapshot.robot.state);
  const strips = useMemo(() => [stateStrip(action, state), commandStrip(action)], [action, state]);
  return (
    <div className={styles.strips}>
      {strips.map((strip) =>
        strip.lines.length === 0 ? null : <StripChart key={strip.title} strip={strip} />,
      )}
    </div>
  );
}

function StripChart({ strip }: { strip: Strip }) {
  const { station } = useServices();
  const holder = useRef<HTMLDivElement>(null);
  const colorScheme = useComputedColorScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another colour scheme is another drawing
  useEffect(() => {
    const element = holder.current!;
    const ring = new Ring(strip.lines.length, KEPT_MS);
    const plot = new uPlot(optionsOf(element, strip), [[], ...strip.lines.map(() => [])], element);
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    const silence = station.onTelemetry((telemetry) => {
      const values = strip.valuesOf(telemetry);
      ring.push(
        telemetry.timeMs,
        strip.lines.map(({ index }) => values[index] ?? null),
      );
      const endMs = ring.times.at(-1)!;
      plot.setData([ring.times.map((timeMs) => (timeMs - endMs) / 1_000), ...ring.series]);
    });
    return () => {
      silence();
      observer.disconnect();
      plot.destroy();
    };
  }, [station, strip, colorScheme]);
  return (
    <section className={styles.strip} aria-label={`${strip.title} in ${strip.unit}`}>
      <h3>
        {strip.title} {strip.unit}
        {strip.lines.map(({ label }, i) => (
          <b key={label} data-series={i}>
            {label}
          </b>
        ))}
      </h3>
      <div ref={holder} className={styles.canvas} />
    </section>
  );
}

type Action = Snapshot['robot']['action'];

function stateStrip(action: Action, state: Snapshot['robot']['state']): Strip {
  const moved = action.flatMap((value) => {
    const index = state.findIndex(({ name }) => name === value.state);
    return index < 0 ? [] : [{ label: labelOf(value.axis), index, unit: state[index]!.unit }];
  });
  return { title: 'State', ...ofFirstUnit(moved), valuesOf: (telemetry) => telemetry.state };
}

function commandStrip(action: Action): Strip {
  const sent = action.map(({ axis, unit }, index) => ({ label: labelOf(axis), index, unit }));
  return { title: 'Command', ...ofFirstUnit(sent), valuesOf: ({ command }) => command ?? [] };
}

function ofFirstUnit(lines: readonly (Line & { unit: string })[]): { unit: string; lines: Line[] } {
  const unit = lines[0]?.unit ?? '';
  return { unit, lines: lines.filter((line) => line.unit === unit).slice(0, SERIES) };
}

function labelOf(axis: string): string {
  return axis === 'gripper' ? 'Gripper' : AXIS_WORDS[axis as keyof typeof AXIS_WORDS].name;
}

function optionsOf(element: HTMLElement, { lines }: Strip): uPlot.Options {
  const { frame, axis, series } = plotStyleOf(element, FONT_PX);
  return {
    ...frame,
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-KEPT_MS / 1_000, 0] },
      y: { range: (_plot, min, max) => paddedRange(min, max) },
    },
    axes: [
      { ...axis, size: 20, values: (_plot, seconds) => seconds.map((second) => `${second} s`) },
      { ...axis, size: 44, space: 22 },
    ],
    series: [{}, ...lines.map(({ label }, i) => series(label, i, LINE_PX))],
  };
}

/** Never so close that the noise of a robot at rest fills the chart. */
function paddedRange(min: number | null, max: number | null): [number, number] {
  const [low, high] = [min ?? 0, max ?? 0];
  const pad = Math.max(0.02, (high - low) / 10);
  return [low - pad, high + pad];
}
