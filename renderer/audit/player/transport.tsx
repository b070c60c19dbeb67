import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
  IconPlayerTrackNextFilled,
  IconPlayerTrackPrevFilled,
} from '@tabler/icons-react';
import { useStore } from 'zustand';
import { formatClock } from '../../../core/time.ts';
import { type ActionOf, COMMANDS } from '../../commands/commands.ts';
import { type Player, SPEEDS } from './player.ts';
import styles from './transport.module.css';

/** Play, step and speed. */
export function Transport({ player }: { player: Player }) {
  const { timeMs, row, isPlaying, speed } = useStore(player.store);
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
          aria-label={isPlaying ? 'Pause' : 'Play'}
          title={COMMANDS.replay.playPause.title}
          onClick={() => player.toggle()}
        >
          {isPlaying ? (
            <IconPlayerPauseFilled size={22} aria-hidden />
          ) : (
            <IconPlayerPlayFilled size={22} aria-hidden />
          )}
        </button>
        <button type="button" {...described('stepForward')} onClick={() => player.step(1)}>
          <IconPlayerTrackNextFilled size={18} aria-hidden />
        </button>
        <button type="button" {...described('end')} onClick={() => player.seek(player.endMs)}>
          <IconPlayerSkipForwardFilled size={18} aria-hidden />
        </button>
      </div>
      <p className={styles.time}>
        <strong>{formatClock(timeMs)}</strong> of {formatClock(player.endMs)}
        <span>
          row {row + 1} of {player.timesMs.length}
        </span>
      </p>
      <fieldset className={styles.group} aria-label="Speed">
        {SPEEDS.map((choice) => (
          <button
            key={choice}
            type="button"
            aria-pressed={choice === speed}
            onClick={() => player.store.setState({ speed: choice })}
          >
            {choice}×
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function described(action: ActionOf<'replay'>): { 'aria-label': string; title: string } {
  const { title } = COMMANDS.replay[action];
  return { 'aria-label': title, title };
}
