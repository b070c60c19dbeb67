import { type PointerEvent, type RefObject, useMemo } from 'react';
import type { Player } from '../player/player.ts';
import type { TimeWindow } from './time-window.ts';

export interface TrackPointer {
  /** The time below a point of the page. */
  timeAt(clientX: number): number;
  /** For a track: press or drag moves the playhead. */
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerMove(event: PointerEvent<HTMLElement>): void;
}

/** The pointer over the tracks of a timeline, all as wide as `track`. */
export function useTrackPointer(
  track: RefObject<HTMLElement | null>,
  player: Player,
  window: TimeWindow,
): TrackPointer {
  return useMemo(() => {
    const timeAt = (clientX: number): number => {
      const { left, width } = track.current!.getBoundingClientRect();
      const { startMs, endMs } = window.store.getState();
      return startMs + ((clientX - left) / width) * (endMs - startMs);
    };
    return {
      timeAt,
      onPointerDown: (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        player.pause();
        player.seek(timeAt(event.clientX));
      },
      onPointerMove: (event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) player.seek(timeAt(event.clientX));
      },
    };
  }, [track, player, window]);
}
