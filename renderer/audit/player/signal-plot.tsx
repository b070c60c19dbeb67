import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatValue } from '../../shared/format.ts';
import type { TimeWindow, TimeWindowState } from '../timeline/time-window.ts';
import type { PhaseBands } from './phase-bands.ts';
import type { Player } from './player.ts';
import { plotOptions } from './plot-options.ts';
import styles from './signal-plot.module.css';
import { type SignalGroup, shortNames } from './signals.ts';
import { useRow } from './use-row.ts';

export interface SignalPlotProps {
  group: SignalGroup;
  player: Player;
  window: TimeWindow;
  bands: PhaseBands;
}

/** The signals of one unit over the episode, the phases behind them, the playhead before them. */
export function SignalPlot({ group, player, window, bands }: SignalPlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const colorScheme = useComputedColorScheme();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another colour scheme is another drawing
  useEffect(() => {
    const element = holder.current!;
    const times = player.timesMs.map((timeMs) => timeMs / 1_000);
    // Actions have one value fewer than there are rows: the last row is what the last action led to.
    const values = group.signals.map((signal) => times.map((_time, row) => signal.values[row] ?? null));
    const plot = new uPlot(plotOptions(element, group, window, bands), [times, ...values], element);
    const playhead = document.createElement('div');
    playhead.className = styles.playhead!;
    plot.over.append(playhead);
    const movePlayhead = (): void => {
      const x = plot.valToPos(player.store.getState().timeMs / 1_000, 'x');
      playhead.style.transform = `translateX(${x}px)`;
    };
    const moveWindow = ({ startMs, endMs }: TimeWindowState): void => {
      plot.setScale('x', { min: startMs / 1_000, max: endMs / 1_000 });
      movePlayhead();
    };
    const seek = (event: PointerEvent): void => {
      if (event.buttons === 0) return;
      player.pause();
      player.seek(plot.posToVal(event.offsetX, 'x') * 1_000);
    };
    plot.over.addEventListener('pointerdown', seek);
    plot.over.addEventListener('pointermove', seek);
    movePlayhead();
    const unsubscribe = player.store.subscribe(movePlayhead);
    const unsubscribeWindow = window.store.subscribe(moveWindow);
    const observer = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: element.clientHeight });
      movePlayhead();
    });
    observer.observe(element);
    return () => {
      unsubscribe();
      unsubscribeWindow();
      observer.disconnect();
      plot.destroy();
    };
  }, [group, player, window, bands, colorScheme]);

  return (
    <section className={styles.plot} aria-label={`${group.title} in ${group.unit}`}>
      <Legend group={group} player={player} />
      <div ref={holder} className={styles.canvas} />
    </section>
  );
}

function Legend({ group, player }: { group: SignalGroup; player: Player }) {
  const row = useRow(player);
  const names = shortNames(group.signals.map((signal) => signal.name));
  return (
    <header className={styles.legend}>
      <h2>
        {group.title} <span>{group.unit}</span>
      </h2>
      <ul>
        {group.signals.map(({ name, values }, i) => (
          <li key={name} title={name} data-series={i % 6}>
            {names[i]} <strong>{formatValue(values[row])}</strong>
          </li>
        ))}
      </ul>
    </header>
  );
}
