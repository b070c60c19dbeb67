import type { Statistics } from '../../../core/contract/statistics.ts';
import { countOf } from '../../shared/format.ts';
import styles from './share-bars.module.css';

interface ShareBarsProps {
  shares: Statistics['perPhase'];
  titleOf(name: string): string;
  /** Name of a phase's colour; left out, all bars are grey. */
  colorOf?(name: string): string;
  onShow(name: string): void;
}

/** Minutes by name, as lengths and numbers; a row leads to its episodes. */
export function ShareBars({ shares, titleOf, colorOf, onShow }: ShareBarsProps) {
  const longest = Math.max(...shares.map(({ minutes }) => minutes), 1e-9);
  if (shares.length === 0) return <p className={styles.none}>Nothing yet.</p>;
  return (
    <ul className={styles.bars}>
      {shares.map(({ name, minutes, episodes }) => (
        <li key={name}>
          <button type="button" title={`Show ${countOf(episodes, 'episode')}`} onClick={() => onShow(name)}>
            <span className={styles.name}>{titleOf(name)}</span>
            <span className={styles.track} aria-hidden>
              <span data-phase-color={colorOf?.(name)} style={{ width: `${(minutes / longest) * 100}%` }} />
            </span>
            <span className={styles.minutes}>{minutes.toFixed(1)} min</span>
            <span className={styles.episodes}>{episodes.toLocaleString()}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
