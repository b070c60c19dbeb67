import { useMemo } from 'react';
import type { EpisodeSeries } from '../../../core/contract/requests.ts';
import { goTo } from '../../app/route.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { useRequest } from '../use-request.ts';
import { Replay } from './replay.tsx';
import styles from './replay-screen.module.css';

/** One episode, opened. */
export function ReplayScreen({ episodeId }: { episodeId: string }) {
  const loaded = useRequest('episodes.series', { id: episodeId }, episodeId);
  useCommands('replay', { close: () => goTo({ screen: 'episodes' }) });
  switch (loaded.status) {
    case 'loading':
      return (
        <p role="status" className={styles.note}>
          Opening the episode…
        </p>
      );
    case 'failed':
      return (
        <div role="alert" className={styles.note}>
          <p>The episode cannot be opened. {loaded.message}</p>
          <a href="#/episodes">Back to the list</a>
        </div>
      );
    case 'loaded':
      return <Opened series={loaded.value} />;
  }
}

function Opened({ series }: { series: EpisodeSeries }) {
  const id = series.summary.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a sealed episode does not change
  const stable = useMemo(() => series, [id]);
  return <Replay series={stable} />;
}
