import laneStyles from './lane.module.css';
import styles from './span-lane.module.css';
import { placeOf, type TimeWindowState } from './time-window.ts';
import type { TrackPointer } from './use-track-pointer.ts';

interface Span {
  startNs: number;
  endNs: number;
  message: string;
  severity?: 'info' | 'warning' | 'error';
  /** About all of the episode, and about no place in it. */
  isWhole?: boolean;
}

interface SpanLaneProps {
  /** A gap is a hole in the band of what was there; an alert and a drive are marks on an empty one. */
  kind: 'gap' | 'alert' | 'drive';
  spans: readonly Span[];
  shown: TimeWindowState;
  pointer: TrackPointer;
}

export function SpanLane({ kind, spans, shown, pointer }: SpanLaneProps) {
  return (
    <div
      className={`${laneStyles.track} ${styles.track}`}
      data-kind={kind}
      onPointerDown={pointer.onPointerDown}
      onPointerMove={pointer.onPointerMove}
    >
      {spans.map(({ startNs, endNs, message, severity, isWhole = false }) => {
        const place = placeOf(startNs / 1e6, endNs / 1e6, shown);
        return place === null ? null : (
          <span
            key={`${startNs} ${endNs} ${message}`}
            data-severity={severity}
            data-whole={isWhole}
            title={isWhole ? message : `${message}, ${((endNs - startNs) / 1e9).toFixed(2)} s`}
            style={place}
          />
        );
      })}
    </div>
  );
}
