import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { formatClock } from '../../../core/time.ts';
import { countOf } from '../../shared/format.ts';
import type { Player } from '../player/player.ts';
import styles from './ruler.module.css';
import { shareOf, type TimeWindow, ticksOf } from './time-window.ts';
import type { TrackPointer } from './use-track-pointer.ts';

interface RulerProps {
  player: Player;
  window: TimeWindow;
  pointer: TrackPointer;
}

/** The clock, and the playhead as a control: its value follows without React drawing anything anew. */
export function Ruler({ player, window, pointer }: RulerProps) {
  const slider = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(800);
  const shown = useStore(window.store);
  useEffect(() => {
    const element = slider.current!;
    const tell = (): void => {
      const { timeMs, row, endMs } = player.store.getState();
      element.setAttribute('aria-valuemax', String(endMs));
      element.setAttribute('aria-valuenow', String(Math.round(timeMs)));
      element.setAttribute(
        'aria-valuetext',
        `${formatClock(timeMs)} of ${formatClock(endMs)}, row ${row + 1} of ${countOf(player.timesMs.length, 'row')}`,
      );
    };
    tell();
    const unsubscribe = player.store.subscribe(tell);
    const observer = new ResizeObserver(() => setWidthPx(element.clientWidth));
    observer.observe(element);
    return () => {
      unsubscribe();
      observer.disconnect();
    };
  }, [player]);
  return (
    <div
      ref={slider}
      className={styles.ruler}
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={0}
      aria-valuenow={0}
      onPointerDown={pointer.onPointerDown}
      onPointerMove={pointer.onPointerMove}
    >
      {ticksOf(shown, widthPx).map((timeMs) => (
        <span key={timeMs} style={{ left: `${shareOf(timeMs, shown) * 100}%` }}>
          {formatClock(timeMs)}
        </span>
      ))}
    </div>
  );
}
