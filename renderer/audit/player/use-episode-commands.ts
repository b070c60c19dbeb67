import type { AuditEpisode } from '../../../core/contract/audit.ts';
import { openDialog } from '../../app/dialogs.ts';
import { goTo } from '../../app/route.ts';
import { useCommands } from '../../commands/use-commands.ts';
import type { EpisodeActs } from '../decisions/episode-acts.ts';
import type { TimeWindow } from '../timeline/time-window.ts';
import { rowsIn } from '../timeline/trim.ts';
import { type Player, SPEEDS } from './player.ts';
import { marksOf, phaseFrom } from './replay-clock.ts';

const HOP_ROWS = 10;
const ZOOM_PER_PRESS = 1.5;

interface EpisodeCommandOptions {
  episode: AuditEpisode | null;
  player: Player;
  window: TimeWindow;
  acts: EpisodeActs | null;
  goOn(direction: 1 | -1): void;
}

/** The keys of an open episode; what its loading has to bring first cannot be pressed before. */
export function useEpisodeCommands({ episode, player, window, acts, goOn }: EpisodeCommandOptions): void {
  const timeMs = (): number => player.store.getState().timeMs;
  const toMark = (direction: 1 | -1): void => {
    if (episode === null) return;
    player.pause();
    player.seek(phaseFrom(marksOf(episode), player.endMs, timeMs(), direction));
  };
  const changeSpeed = (steps: number): void => {
    const index = SPEEDS.indexOf(player.store.getState().speed) + steps;
    player.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, index))]!);
  };
  const trim = episode?.trim ?? null;
  const toRow = (edge: 'first' | 'last'): void => {
    if (trim !== null) player.seek(player.timesMs[rowsIn(player.timesMs, trim)[edge]] ?? 0);
  };
  useCommands('episode', {
    playPause: () => player.toggle(),
    forward: () => player.shuttle(1),
    back: () => player.shuttle(-1),
    stepForward: () => player.step(1),
    stepBack: () => player.step(-1),
    hopForward: () => player.step(HOP_ROWS),
    hopBack: () => player.step(-HOP_ROWS),
    start: () => player.seek(0),
    end: () => player.seek(player.endMs),
    previousMark: () => toMark(-1),
    nextMark: () => toMark(1),
    slower: () => changeSpeed(-1),
    faster: () => changeSpeed(1),
    closer: () => window.zoom(timeMs(), 1 / ZOOM_PER_PRESS),
    wider: () => window.zoom(timeMs(), ZOOM_PER_PRESS),
    accept: acts?.accept,
    reject: acts === null ? undefined : () => openDialog('reject'),
    secondLook: acts?.secondLook,
    setIn: acts?.setIn,
    setOut: acts?.setOut,
    goIn: trim === null ? undefined : () => toRow('first'),
    goOut: trim === null ? undefined : () => toRow('last'),
    success: acts === null ? undefined : () => acts.setOutcome('success'),
    failure: acts === null ? undefined : () => acts.setOutcome('failure'),
    aborted: acts === null ? undefined : () => acts.setOutcome('aborted'),
    previousEpisode: () => goOn(-1),
    nextEpisode: () => goOn(1),
    close: () => goTo({ screen: 'episodes' }),
  });
}
