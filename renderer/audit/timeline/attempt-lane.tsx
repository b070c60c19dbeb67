import styles from './attempt-lane.module.css';
import laneStyles from './lane.module.css';
import type { Segment } from './segment-edit.ts';
import { placeOf, type TimeWindowState } from './time-window.ts';
import type { TrackPointer } from './use-track-pointer.ts';

interface AttemptLaneProps {
  segments: readonly Segment[];
  shown: TimeWindowState;
  pointer: TrackPointer;
}

/** The tries inside the episode, numbered. */
export function AttemptLane({ segments, shown, pointer }: AttemptLaneProps) {
  const attempts = [...Map.groupBy(segments, ({ attempt }) => attempt)];
  return (
    <div
      className={laneStyles.track}
      onPointerDown={pointer.onPointerDown}
      onPointerMove={pointer.onPointerMove}
    >
      {attempts.map(([attempt, members]) => {
        const place = placeOf(members[0]!.startNs / 1e6, members.at(-1)!.endNs / 1e6, shown);
        return place === null ? null : (
          <span key={attempt} className={styles.attempt} style={place}>
            {attempt + 1}
          </span>
        );
      })}
    </div>
  );
}
