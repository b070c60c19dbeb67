import { IconFlag, IconMessage2 } from '@tabler/icons-react';
import type { Player } from '../player/player.ts';
import laneStyles from './lane.module.css';
import styles from './mark-lane.module.css';
import { shareOf, type TimeWindowState } from './time-window.ts';
import type { TrackPointer } from './use-track-pointer.ts';

interface Mark {
  atNs: number;
  label: string;
}

interface MarkLaneProps {
  /** Of the operator, while recording. */
  marks: readonly Mark[];
  /** Of those who looked at it later. */
  notes: readonly Mark[];
  shown: TimeWindowState;
  player: Player;
  pointer: TrackPointer;
}

/** What people said about an instant; each leads there. */
export function MarkLane({ marks, notes, shown, player, pointer }: MarkLaneProps) {
  const all = [
    ...marks.map((mark) => ({ ...mark, Icon: IconFlag })),
    ...notes.map((note) => ({ ...note, Icon: IconMessage2 })),
  ];
  return (
    <div
      className={laneStyles.track}
      onPointerDown={pointer.onPointerDown}
      onPointerMove={pointer.onPointerMove}
    >
      {all.map(({ atNs, label, Icon }) => {
        const share = shareOf(atNs / 1e6, shown);
        return share < 0 || share > 1 ? null : (
          <button
            key={`${atNs} ${label}`}
            type="button"
            className={styles.mark}
            title={label}
            aria-label={label}
            style={{ left: `${share * 100}%` }}
            onPointerDown={(event) => event.stopPropagation()}
            onClick={() => {
              player.pause();
              player.seek(atNs / 1e6);
            }}
          >
            <Icon size={14} aria-hidden />
          </button>
        );
      })}
    </div>
  );
}
