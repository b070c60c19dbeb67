import type { Statistics } from '../../../core/contract/statistics.ts';
import { countOf } from '../../shared/format.ts';
import styles from './similarity-histogram.module.css';

interface SimilarityHistogramProps {
  bins: Statistics['similarity'];
  onShow(ids: string[]): void;
}

/** From here on a failure looks more like other episodes' successes than like its own. */
const FLAGGED_FROM = 1;

/** How many episodes have which ratio; a bar leads to its episodes. */
export function SimilarityHistogram({ bins, onShow }: SimilarityHistogramProps) {
  const most = Math.max(...bins.map(({ episodes }) => episodes), 0);
  if (most === 0) {
    return (
      <p className={styles.none}>It needs at least two checked episodes with a failure and a success.</p>
    );
  }
  return (
    <ol className={styles.bins}>
      {bins.map(({ from, before, episodes, ids }) => (
        <li key={from}>
          <button
            type="button"
            data-flagged={from >= FLAGGED_FROM || undefined}
            disabled={episodes === 0}
            title={`Show ${countOf(episodes, 'episode')}`}
            aria-label={`${from.toFixed(1)} to ${before.toFixed(1)}: ${countOf(episodes, 'episode')}`}
            onClick={() => onShow(ids)}
          >
            <span className={styles.count}>{episodes === 0 ? '' : episodes}</span>
            <span className={styles.bar} style={{ height: `${(episodes / most) * 100}%` }} />
          </button>
          <span aria-hidden>{from.toFixed(1)}</span>
        </li>
      ))}
    </ol>
  );
}
