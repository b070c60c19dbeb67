import type { PointerEvent } from 'react';
import { useStore } from 'zustand';
import type { EpisodeSummary } from '../../../core/contract/requests.ts';
import type { ProtocolView } from '../../../core/contract/snapshot.ts';
import { formatClock } from '../../../core/time.ts';
import { countOf } from '../../shared/format.ts';
import { lookUpPhase } from '../../shared/phase-band.tsx';
import type { Player } from './player.ts';
import styles from './timeline.module.css';

interface TimelineProps {
  player: Player;
  segments: EpisodeSummary['segments'];
  phases: ProtocolView['phases'];
}

/** The episode from end to end, its phases to scale, and the playhead to drag. */
export function Timeline({ player, segments, phases }: TimelineProps) {
  const { timeMs, row } = useStore(player.store);
  const { endMs } = player;
  const share = endMs === 0 ? 0 : (timeMs / endMs) * 100;
  const seekTo = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    player.seek(((event.clientX - left) / width) * endMs);
  };
  return (
    <div
      className={styles.timeline}
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={0}
      aria-valuemax={endMs}
      aria-valuenow={Math.round(timeMs)}
      aria-valuetext={`${formatClock(timeMs)} of ${formatClock(endMs)}, row ${row + 1} of ${countOf(player.timesMs.length, 'row')}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        player.pause();
        seekTo(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)}
    >
      {segments.map(({ phase, attempt, startMs, endMs: segmentEndMs }) => {
        const { title, color } = lookUpPhase(phases, phase);
        return (
          <span
            key={`${phase} ${attempt} ${startMs}`}
            className={styles.phase}
            data-phase-color={color}
            title={title}
            style={{ left: percent(startMs, endMs), width: percent(segmentEndMs - startMs, endMs) }}
          >
            <span>{title}</span>
          </span>
        );
      })}
      <span className={styles.playhead} style={{ left: `${share}%` }} />
    </div>
  );
}

function percent(partMs: number, wholeMs: number): string {
  return `${wholeMs === 0 ? 0 : Math.min(100, (partMs / wholeMs) * 100)}%`;
}
