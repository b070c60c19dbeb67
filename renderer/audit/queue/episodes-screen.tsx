import type { EpisodeSummary } from '../../../core/contract/requests.ts';
import { useSnapshot } from '../../app/services.ts';
import { countOf, formatMinutes } from '../../shared/format.ts';
import { useRequest } from '../use-request.ts';
import { EpisodeRow } from './episode-row.tsx';
import styles from './episodes-screen.module.css';

/** Everything that the dataset holds, the newest first. */
export function EpisodesScreen() {
  const dataset = useSnapshot((snapshot) => snapshot.dataset);
  const revision = useSnapshot(({ session, collect }) =>
    [session?.id, session?.kept, session?.discarded, collect.status].join(' '),
  );
  const loaded = useRequest('episodes.list', {}, revision);
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1>Episodes</h1>
        {loaded.status === 'loaded' && <Sums episodes={loaded.value.episodes} />}
        <span className={styles.path}>{dataset.path}</span>
      </header>
      {loaded.status === 'loading' && <p role="status">Reading the dataset…</p>}
      {loaded.status === 'failed' && <p role="alert">The episodes cannot be listed. {loaded.message}</p>}
      {loaded.status === 'loaded' && <EpisodeList episodes={loaded.value.episodes} />}
    </div>
  );
}

function Sums({ episodes }: { episodes: readonly EpisodeSummary[] }) {
  const totalMs = episodes.reduce((sum, episode) => sum + episode.durationMs, 0);
  return (
    <p className={styles.sums}>
      {countOf(episodes.length, 'episode')} · {formatMinutes(totalMs)}
    </p>
  );
}

function EpisodeList({ episodes }: { episodes: readonly EpisodeSummary[] }) {
  if (episodes.length === 0) {
    return (
      <p className={styles.empty}>
        Nothing is recorded yet. <a href="#/collect">Start a session</a> to collect the first episode.
      </p>
    );
  }
  const newestFirst = episodes.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
  return (
    <ol className={styles.list}>
      {newestFirst.map((episode) => (
        <EpisodeRow key={episode.id} episode={episode} />
      ))}
    </ol>
  );
}
