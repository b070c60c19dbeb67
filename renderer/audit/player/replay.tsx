import { useEffect, useMemo } from 'react';
import type { EpisodeSeries } from '../../../core/contract/requests.ts';
import type { ProtocolView } from '../../../core/contract/snapshot.ts';
import { useSnapshot } from '../../app/services.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { findProtocol } from '../../shared/find-protocol.ts';
import { EpisodeFacts } from './episode-facts.tsx';
import { Player } from './player.ts';
import styles from './replay.module.css';
import { ReplayCameras } from './replay-cameras.tsx';
import { phaseFrom } from './replay-clock.ts';
import { SignalPlots } from './signal-plots.tsx';
import { groupByUnit } from './signals.ts';
import { Timeline } from './timeline.tsx';
import { Transport } from './transport.tsx';

const JUMP_MS = 1_000;
const NO_PHASES: ProtocolView['phases'] = [];

/** Pictures, timeline and plots of an episode around one playhead. */
export function Replay({ series }: { series: EpisodeSeries }) {
  const { summary } = series;
  const player = useMemo(() => new Player(series.timesMs), [series]);
  const actionGroups = useMemo(() => groupByUnit('Action', series.action), [series]);
  const stateGroups = useMemo(() => groupByUnit('State', series.state), [series]);
  const protocol = useSnapshot(({ protocols }) => findProtocol(protocols, summary.protocol));
  const phases = protocol?.phases ?? NO_PHASES;
  useEffect(() => () => player.pause(), [player]);
  useReplayKeys(player, summary.segments);
  return (
    <div className={styles.replay}>
      <EpisodeFacts summary={summary} protocolTitle={protocol?.title ?? summary.protocol} />
      <div className={styles.main}>
        <ReplayCameras series={series} player={player} />
        <div className={styles.time}>
          <Timeline player={player} segments={summary.segments} phases={phases} />
          <Transport player={player} />
        </div>
        <SignalPlots groups={actionGroups} player={player} segments={summary.segments} phases={phases} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={styles.side} aria-label="State" tabIndex={0}>
        <SignalPlots groups={stateGroups} player={player} segments={summary.segments} phases={phases} />
      </section>
    </div>
  );
}

function useReplayKeys(player: Player, segments: EpisodeSeries['summary']['segments']): void {
  const startsMs = segments.map((segment) => segment.startMs);
  const toPhase = (direction: 1 | -1): void =>
    player.seek(phaseFrom(startsMs, player.endMs, player.store.getState().timeMs, direction));
  useCommands('replay', {
    playPause: () => player.toggle(),
    stepBack: () => player.step(-1),
    stepForward: () => player.step(1),
    jumpBack: () => player.jump(-JUMP_MS),
    jumpForward: () => player.jump(JUMP_MS),
    previousPhase: () => toPhase(-1),
    nextPhase: () => toPhase(1),
    start: () => player.seek(0),
    end: () => player.seek(player.endMs),
    slower: () => player.changeSpeed(-1),
    faster: () => player.changeSpeed(1),
  });
}
