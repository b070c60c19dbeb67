import { useEffect, useState } from 'react';
import type { EpisodeSeries } from '../../../core/contract/requests.ts';
import { useServices } from '../../app/services.ts';
import { useAuditCommands } from '../use-audit-commands.ts';
import { useRequest } from '../use-request.ts';
import { EpisodeDesk } from './episode-desk.tsx';
import styles from './episode-screen.module.css';
import { Player } from './player.ts';
import { useDecisions } from './use-decisions.ts';

/** One episode, opened: its pictures at once, the rest as it comes. */
export function EpisodeScreen({ episodeId }: { episodeId: string }) {
  const { queue } = useServices();
  useAuditCommands();
  const [player] = useState(() => new Player());
  const revision = useDecisions();
  const asked = useRequest('audit.episode', { id: episodeId }, revision);
  // A large episode has long series: what is to be seen goes first.
  const [isSeen, setSeen] = useState(false);
  const series = useRequest('episodes.series', { id: episodeId }, episodeId, isSeen);
  // From the queue one knows its cameras already, and need not wait to show them.
  const known = queue.rowAt(queue.indexOf(episodeId));
  // What is drawn over time needs the stamps, so the player has them first.
  const [ready, setReady] = useState<EpisodeSeries | null>(null);
  useEffect(() => {
    if (series.status !== 'loaded') return;
    player.load(series.value.timesMs);
    setReady(series.value);
  }, [player, series]);
  useEffect(() => {
    queue.lastOpened = episodeId;
    return () => player.pause();
  }, [queue, episodeId, player]);

  const failed = [asked, series].find((answer) => answer.status === 'failed');
  if (failed?.status === 'failed') {
    return (
      <div role="alert" className={styles.note}>
        <p>The episode cannot be opened. {failed.message}</p>
        <a href="#/episodes">Back to the queue</a>
      </div>
    );
  }
  const episode = asked.status === 'loaded' ? asked.value : null;
  const row = episode?.row ?? known;
  if (row === undefined) {
    return (
      <p role="status" className={styles.note}>
        Opening the episode…
      </p>
    );
  }
  return (
    <EpisodeDesk row={row} episode={episode} series={ready} player={player} onSeen={() => setSeen(true)} />
  );
}
