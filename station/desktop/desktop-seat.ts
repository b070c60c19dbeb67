import { join } from 'node:path';
import { SystemClock } from '../clocks.ts';
import { EpisodeLibrary } from '../episode-library.ts';
import { openSeat, readProfile, type Seat } from '../seat.ts';
import { ScreenHub } from '../server/screen-hub.ts';
import type { ScreenWire } from '../server/screen-wire.ts';
import { startTicker } from '../ticker.ts';
import { type Activity, activityOf } from './shell-messages.ts';

export interface DesktopSeatOptions {
  dataset: string;
  /** Folder of what the app brings along. */
  resources: string;
  /** Robot profile; the simulated robot's without one. */
  profile: string | undefined;
  /** In place of the profile's own. */
  bridgeUrl: string | undefined;
  /** As of {@link openSeat}. */
  reserveBytes: number | undefined;
}

/** A seat as the desktop app has it: the station at work, without an address of its own. */
export class DesktopSeat {
  readonly #seat: Seat;
  readonly #episodes: EpisodeLibrary;
  readonly #screens: ScreenHub;
  readonly #stopTicker: () => void;

  /** @throws AppError as {@link openSeat} and {@link readProfile} */
  static async open({
    dataset,
    resources,
    profile,
    bridgeUrl,
    reserveBytes,
  }: DesktopSeatOptions): Promise<DesktopSeat> {
    const path = profile ?? join(resources, 'robots/profiles/simulated-tshirt.json');
    const robot = await readProfile(path, bridgeUrl);
    return new DesktopSeat(
      await openSeat({
        datasetPath: dataset,
        profile: robot,
        profilePath: path,
        clock: new SystemClock(),
        clockKind: 'system',
        reserveBytes,
      }),
      robot.rates.commandHz,
    );
  }

  private constructor(seat: Seat, commandHz: number) {
    this.#seat = seat;
    this.#episodes = new EpisodeLibrary(seat.dataset);
    this.#screens = new ScreenHub(seat.station, this.#episodes);
    this.#stopTicker = startTicker(commandHz, () => seat.station.tick());
  }

  get datasetPath(): string {
    return this.#seat.dataset.path;
  }

  /** How many episodes of a crash were recovered at the start. */
  get recovered(): number {
    return this.#seat.recovered.length;
  }

  get activity(): Activity {
    return activityOf(this.#seat.station.session.status);
  }

  addScreen(wire: ScreenWire): void {
    this.#screens.add(wire);
  }

  /** Before the computer sleeps: the robot stands, and no file is open. */
  async seal(): Promise<void> {
    this.#seat.station.stopRobot();
    await this.#seat.station.session.close();
  }

  async close(): Promise<void> {
    this.#stopTicker();
    await this.#screens.close();
    await this.#seat.close();
    await this.#episodes.close();
  }
}
