import type { CollectView, ProtocolView } from '../../core/contract/snapshot.ts';
import { countOf, formatDuration } from '../shared/format.ts';
import { Outcome } from '../shared/outcome.tsx';
import { PhaseBand } from '../shared/phase-band.tsx';
import styles from './episode-result.module.css';

interface EpisodeResultProps {
  episode: NonNullable<CollectView['episode']>;
  phases: ProtocolView['phases'];
}

/** What has just been recorded, for the decision to keep it. */
export function EpisodeResult({ episode, phases }: EpisodeResultProps) {
  return (
    <div className={styles.result}>
      <p>
        <Outcome episode={{ state: 'sealed', outcome: episode.outcome }} />
        <span>
          {formatDuration(episode.elapsedMs)} · {countOf(episode.steps, 'step')}
        </span>
      </p>
      <PhaseBand segments={episode.segments} phases={phases} />
    </div>
  );
}
