import { useEffect, useRef } from 'react';
import type { Player } from '../player/player.ts';
import styles from './playhead-line.module.css';
import { shareOf, type TimeWindow } from './time-window.ts';

/** The playhead through all lanes; it moves 60 times a second without React. */
export function PlayheadLine({ player, window }: { player: Player; window: TimeWindow }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = line.current!;
    const move = (): void => {
      const share = shareOf(player.store.getState().timeMs, window.store.getState());
      element.style.left = `${share * 100}%`;
    };
    move();
    const unsubscribePlayer = player.store.subscribe((state) => {
      window.follow(state.timeMs);
      move();
    });
    const unsubscribeWindow = window.store.subscribe(move);
    return () => {
      unsubscribePlayer();
      unsubscribeWindow();
    };
  }, [player, window]);
  return <div ref={line} className={styles.line} />;
}
