import { AppError } from '../../core/errors.ts';
import type { EndedEpisode } from '../collect/episode-run.ts';
import type { Seat } from '../seat.ts';
import type { Pace } from './pace.ts';
import type { ScriptedDriver } from './scripted-driver.ts';

/** How long a robot may take until its bridge answers and every stream is fresh. */
const READY_TIMEOUT_MS = 30_000;

export interface HeadlessOptions {
  seat: Seat;
  pace: Pace;
  driver: ScriptedDriver;
  protocol: string;
  operator: string;
  task: string;
  episodes: number;
  /** Ends the run after the episode under way was sealed as aborted. */
  signal: AbortSignal;
  onTick(progress: { episode: number; phase: string; elapsedMs: number }): void;
  onEpisode(episode: EndedEpisode): void;
}

/**
 * Collects episodes without a screen: the same session, control loop and recorder as with one, driven by the
 * scripted operator.
 */
export async function collectHeadless(options: HeadlessOptions): Promise<void> {
  const { seat, pace, protocol, operator, task, episodes, signal } = options;
  const { session } = seat.station;
  await untilReady(options);
  session.start({ operator, task, protocol });
  await session.resetScene();
  for (let episode = 0; episode < episodes && !signal.aborted; episode += 1) {
    if (session.resetFailure !== null) throw new AppError('unavailable', session.resetFailure);
    await untilReady(options);
    if (signal.aborted) break;
    await session.begin();
    await pace.run(seat, () => tickEpisode(options, episode));
    while (session.status === 'recording') await new Promise((resolve) => setImmediate(resolve));
    if (session.reviewed === null)
      throw new AppError('io', session.episode.failure ?? 'the episode was not sealed');
    options.onEpisode(session.reviewed);
    await session.keep();
  }
}

/** True when the episode has ended. */
function tickEpisode(options: HeadlessOptions, episode: number): boolean {
  const { seat, driver, signal } = options;
  const { session } = seat.station;
  const progress = session.episode.progress();
  if (progress === null) return true;
  if (signal.aborted && progress.outcome === null) session.abort();
  driver.tick();
  seat.station.tick();
  options.onTick({ episode, phase: progress.phase.name, elapsedMs: session.episode.elapsedMs() });
  return session.episode.isSealing;
}

async function untilReady({ seat, pace, driver, signal }: HeadlessOptions): Promise<void> {
  const { bridge } = seat.station.link;
  const deadlineMs = performance.now() + READY_TIMEOUT_MS;
  const checkDeadline = (): void => {
    if (performance.now() < deadlineMs) return;
    const reasons = seat.station.session.blockers().join('; ');
    throw new AppError('timeout', `the robot was not ready within ${READY_TIMEOUT_MS / 1000} s: ${reasons}`);
  };
  while (bridge.status.status !== 'up' && !signal.aborted) {
    checkDeadline();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await pace.run(seat, () => {
    checkDeadline();
    driver.tick();
    seat.station.tick();
    return signal.aborted || seat.station.session.blockers().length === 0;
  });
}
