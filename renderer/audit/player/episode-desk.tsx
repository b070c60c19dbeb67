import { useCallback, useEffect, useMemo, useState } from 'react';
import type { AuditEpisode, AuditRow } from '../../../core/contract/audit.ts';
import type { EpisodeSeries } from '../../../core/contract/requests.ts';
import { goTo } from '../../app/route.ts';
import { useServices } from '../../app/services.ts';
import { DecisionPanel } from '../decisions/decision-panel.tsx';
import { episodeActs } from '../decisions/episode-acts.ts';
import { RejectDialog } from '../decisions/reject-dialog.tsx';
import { TimeWindow } from '../timeline/time-window.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { Cameras } from './cameras.tsx';
import styles from './episode-desk.module.css';
import { EpisodeFacts } from './episode-facts.tsx';
import type { PhaseBands } from './phase-bands.ts';
import type { Player } from './player.ts';
import { SignalPlots } from './signal-plots.tsx';
import { groupByUnit } from './signals.ts';
import { TrajectoryTile } from './trajectory-tile.tsx';
import { Transport } from './transport.tsx';
import { useEpisodeCommands } from './use-episode-commands.ts';

interface EpisodeDeskProps {
  row: AuditRow;
  /** Both null until they are loaded. */
  episode: AuditEpisode | null;
  series: EpisodeSeries | null;
  player: Player;
  /** The first pictures are shown, or cannot be. */
  onSeen(): void;
}

/** Pictures, trajectory, timeline and plots around one playhead, and what is decided beside them. */
export function EpisodeDesk({ row, episode, series, player, onSeen }: EpisodeDeskProps) {
  const { queue, decisions } = useServices();
  const [window] = useState(() => new TimeWindow());
  useEffect(() => {
    if (series !== null) window.showAll(series.timesMs.at(-1) ?? 0);
  }, [window, series]);
  // Asking anew brings equal phases in other objects, and what is drawn by them must not be drawn anew.
  const bandsKey = JSON.stringify([episode?.segments ?? [], episode?.phases ?? []]);
  const bands = useMemo((): PhaseBands => {
    const [segments, phases] = JSON.parse(bandsKey);
    return { segments, phases };
  }, [bandsKey]);
  const goOn = useCallback(
    async (direction: 1 | -1): Promise<void> => {
      const neighbour = await queue.neighbour(row.id, direction);
      if (neighbour !== null) goTo({ screen: 'replay', episodeId: neighbour.id });
    },
    [queue, row.id],
  );
  const acts = useMemo(
    () => (episode === null ? null : episodeActs(episode, player, decisions, () => void goOn(1))),
    [episode, player, decisions, goOn],
  );
  useEpisodeCommands({ episode, player, window, acts, goOn: (direction) => void goOn(direction) });
  return (
    <div className={styles.desk}>
      <EpisodeFacts row={row} onGo={(direction) => void goOn(direction)} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={styles.main} aria-label="Episode" tabIndex={0}>
        <Cameras id={row.id} cameras={row.cameras} player={player} series={series} onSeen={onSeen}>
          {episode !== null && series !== null && (
            <TrajectoryTile series={series} bands={bands} player={player} />
          )}
        </Cameras>
        {episode !== null && series !== null && acts !== null && (
          <>
            <div className={styles.time}>
              <Timeline
                episode={episode}
                policy={series.policy}
                player={player}
                window={window}
                segments={bands.segments}
                onSegments={acts.setSegments}
              />
              <Transport player={player} window={window} />
            </div>
            <Signals series={series} bands={bands} player={player} window={window} />
          </>
        )}
      </section>
      {episode !== null && acts !== null && (
        <>
          <DecisionPanel episode={episode} player={player} acts={acts} />
          <RejectDialog what="this episode" onReject={acts.reject} />
        </>
      )}
    </div>
  );
}

interface SignalsProps {
  series: EpisodeSeries;
  bands: PhaseBands;
  player: Player;
  window: TimeWindow;
}

/** One plot per kind of quantity. */
function Signals({ series, bands, player, window }: SignalsProps) {
  const groups = useMemo(
    () => [...groupByUnit('Action', series.action), ...groupByUnit('State', series.state)],
    [series],
  );
  return <SignalPlots groups={groups} player={player} window={window} bands={bands} />;
}
