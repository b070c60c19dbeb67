import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { AuditEpisode } from '../../../core/contract/audit.ts';
import { formatClock } from '../../../core/time.ts';
import { lookUpPhase } from '../../shared/phase-band.tsx';
import type { Player } from '../player/player.ts';
import { stepFrom } from '../player/replay-clock.ts';
import laneStyles from './lane.module.css';
import styles from './phase-lane.module.css';
import { moveBoundary, type Segment } from './segment-edit.ts';
import { placeOf, shareOf, type TimeWindowState } from './time-window.ts';
import type { TrackPointer } from './use-track-pointer.ts';

const NS_PER_MS = 1e6;

/** No phase may vanish by dragging: that would be another decision. */
const SHORTEST_NS = 1;

interface PhaseLaneProps {
  segments: readonly Segment[];
  phases: AuditEpisode['phases'];
  player: Player;
  shown: TimeWindowState;
  pointer: TrackPointer;
  /** @returns whether they were kept. */
  onSegments(segments: Segment[]): Promise<boolean>;
}

/** The phases to scale. A boundary between two can be dragged, or moved row by row with the arrow keys. */
export function PhaseLane({ segments, phases, player, shown, pointer, onSegments }: PhaseLaneProps) {
  const [draft, setDraft] = useState<Segment[] | null>(null);
  const isDragged = useRef(false);
  const current = draft ?? segments;
  // What was dropped stays where it is until the station has it; then it is what the station has.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other segments are the reason to forget the draft
  useEffect(() => setDraft(null), [segments]);
  const keep = async (moved: Segment[]): Promise<void> => {
    setDraft(moved);
    if (!(await onSegments(moved))) setDraft(null);
  };
  /** A boundary stands at the stamp of a row: that row is the first of the phase after it. */
  const moveTo = (index: number, timeMs: number): Segment[] => {
    const rowMs = stepFrom(player.timesMs, timeMs, 0);
    player.pause();
    player.seek(rowMs);
    return moveBoundary(current, index, Math.round(rowMs * NS_PER_MS), SHORTEST_NS);
  };
  const dragged = (index: number, event: PointerEvent<HTMLElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    isDragged.current = true;
    setDraft(moveTo(index, pointer.timeAt(event.clientX)));
  };
  const dropped = (): void => {
    if (isDragged.current && draft !== null) void keep(draft);
    isDragged.current = false;
  };
  const stepped = (index: number, event: KeyboardEvent<HTMLElement>): void => {
    const rows = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (rows === undefined) return;
    event.preventDefault();
    const atMs = current[index]!.endNs / NS_PER_MS;
    void keep(moveTo(index, stepFrom(player.timesMs, atMs, rows)));
  };
  return (
    <div
      className={laneStyles.track}
      onPointerDown={pointer.onPointerDown}
      onPointerMove={pointer.onPointerMove}
    >
      <ol className={styles.phases} aria-label="Phases on the timeline">
        {current.map(({ phase, attempt, startNs, endNs }, i) => {
          const place = placeOf(startNs / NS_PER_MS, endNs / NS_PER_MS, shown);
          const { title, color } = lookUpPhase(phases, phase);
          return place === null ? null : (
            // biome-ignore lint/suspicious/noArrayIndexKey: while a boundary moves a segment is known by its place
            <li key={i} data-phase-color={color} title={`${title}, attempt ${attempt + 1}`} style={place}>
              <span>{title}</span>
            </li>
          );
        })}
      </ol>
      {current.slice(0, -1).map(({ phase, endNs }, i) => {
        const share = shareOf(endNs / NS_PER_MS, shown);
        const title = `${lookUpPhase(phases, phase).title} ends, ${lookUpPhase(phases, current[i + 1]!.phase).title} begins`;
        return share < 0 || share > 1 ? null : (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            key={i}
            className={styles.boundary}
            role="slider"
            tabIndex={0}
            aria-label={title}
            aria-valuemin={0}
            aria-valuemax={player.endMs}
            aria-valuenow={Math.round(endNs / NS_PER_MS)}
            aria-valuetext={formatClock(endNs / NS_PER_MS)}
            title={`${title}. Drag to move, or use ← and →`}
            style={{ left: `${share * 100}%` }}
            onPointerDown={(event) => {
              event.stopPropagation();
              event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={(event) => {
              event.stopPropagation();
              dragged(i, event);
            }}
            onPointerUp={dropped}
            onKeyDown={(event) => stepped(i, event)}
          />
        );
      })}
    </div>
  );
}
