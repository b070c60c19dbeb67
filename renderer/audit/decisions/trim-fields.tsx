import { useStore } from 'zustand';
import type { AuditEpisode } from '../../../core/contract/audit.ts';
import { formatClock } from '../../../core/time.ts';
import { KeyHint } from '../../shared/key-hint.tsx';
import type { Player } from '../player/player.ts';
import { rowsIn } from '../timeline/trim.ts';
import type { EpisodeActs } from './episode-acts.ts';
import styles from './trim-fields.module.css';

interface TrimFieldsProps {
  episode: AuditEpisode;
  player: Player;
  acts: EpisodeActs;
}

/** Which rows of the episode are used, the first and the last among them. */
export function TrimFields({ episode: { trim }, player, acts }: TrimFieldsProps) {
  // The stamps may come after the episode.
  useStore(player.store, (state) => state.endMs);
  const rows = trim === null ? null : rowsIn(player.timesMs, trim);
  return (
    <div className={styles.trim}>
      <div className={styles.buttons}>
        <button type="button" onClick={acts.setIn}>
          In here <KeyHint command="episode.setIn" />
        </button>
        <button type="button" onClick={acts.setOut}>
          Out here <KeyHint command="episode.setOut" />
        </button>
        <button type="button" disabled={trim === null} onClick={acts.useAll}>
          Use all
        </button>
      </div>
      <p>
        {trim === null || rows === null
          ? 'All of it'
          : `Rows ${rows.first + 1} to ${rows.last + 1}, ${formatClock(trim.startNs / 1e6)} to ${formatClock(trim.endNs / 1e6)}`}
      </p>
    </div>
  );
}
