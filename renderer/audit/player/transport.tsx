import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
  IconPlayerTrackNextFilled,
  IconPlayerTrackPrevFilled,
  IconZoomReset,
} from '@tabler/icons-react';
import { useStore } from 'zustand';
import { formatClock } from '../../../core/time.ts';
import { type ActionOf, COMMANDS } from '../../commands/commands.ts';
import type { TimeWindow } from '../timeline/time-window.ts';
import { type Player, SPEEDS } from './player.ts';
import styles from './transport.module.css';

/** Play, step and speed. */
export function Transport({ player, window }: { player: Player; window: TimeWindow }) {
  const rate = useStore(player.store, (state) => state.rate);
  const speed = useStore(player.store, (state) => state.speed);
  useStore(window.store);
  return (
    <div className={styles.transport}>
      <div className={styles.group}>
        <button type="button" {...described('start')} onClick={() => player.seek(0)}>
          <IconPlayerSkipBackFilled size={18} aria-hidden />
        </button>
        <button type="button" {...described('stepBack')} onClick={() => player.step(-1)}>
          <IconPlayerTrackPrevFilled size={18} aria-hidden />
        </button>
        <button
          type="button"
          className={styles.play}
          aria-label={rate === 0 ? 'Play' : 'Pause'}
          title={COMMANDS.episode.playPause.title}
          onClick={() => player.toggle()}
        >
          {rate === 0 ? (
            <IconPlayerPlayFilled size={20} aria-hidden />
          ) : (
            <IconPlayerPauseFilled size={20} aria-hidden />
          )}
        </button>
        <button type="button" {...described('stepForward')} onClick={() => player.step(1)}>
          <IconPlayerTrackNextFilled size={18} aria-hidden />
        </button>
        <button type="button" {...described('end')} onClick={() => player.seek(player.endMs)}>
          <IconPlayerSkipForwardFilled size={18} aria-hidden />
        </button>
      </div>
      <Clock player={player} />
      <button
        type="button"
        className={styles.all}
        disabled={window.isWhole}
        title="Show the whole episode on the timeline; the wheel goes closer"
        aria-label="Show the whole episode"
        onClick={() => window.showAll()}
      >
        <IconZoomReset size={20} aria-hidden />
      </button>
      <fieldset className={styles.group} aria-label="Speed">
        {SPEEDS.map((choice) => (
          <button
            key={choice}
            type="button"
            aria-pressed={choice === (rate === 0 ? speed : Math.abs(rate))}
            onClick={() => player.setSpeed(choice)}
          >
            {choice}×
          </button>
        ))}
      </fieldset>
    </div>
  );
}

/** Alone, since it changes with every row. */
function Clock({ player }: { player: Player }) {
  const { row, endMs, rate } = useStore(player.store);
  const rowMs = player.timesMs[row] ?? 0;
  return (
    <p className={styles.time}>
      <strong>{formatClock(rowMs)}</strong> of {formatClock(endMs)}
      <span>
        row {row + 1} of {player.timesMs.length}
        {rate < 0 && ` · ${-rate}× back`}
      </span>
    </p>
  );
}

function described(action: ActionOf<'episode'>): { 'aria-label': string; title: string } {
  const { title } = COMMANDS.episode[action];
  return { 'aria-label': title, title };
}
