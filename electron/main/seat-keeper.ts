import type { SettingsFile } from './desktop-settings.ts';
import { withRecent } from './recent-seats.ts';
import { type AskedSeat, type Seat, seatFor, stationArguments } from './seat.ts';
import type { StationSupervisor } from './station-supervisor.ts';

export interface SeatKeeperOptions {
  settings: SettingsFile;
  station: Pick<StationSupervisor<unknown>, 'start' | 'close' | 'activity'>;
  /** The robot of a seat that names none. */
  simulation: {
    /** @returns its address; null when it does not start */
    start(): Promise<string | null>;
    stop(): void;
  };
  /** Folder of what the app brings along. */
  resources: string;
  /** Dataset of the first start of all. */
  firstDataset: string;
}

/** Which dataset is open and which robot is driven, and the station that does so; one at a time. */
export class SeatKeeper {
  readonly #options: SeatKeeperOptions;
  #seat: Seat;
  #bridgeUrl: string | null = null;

  constructor(options: SeatKeeperOptions, asked: AskedSeat) {
    this.#options = options;
    const first = { dataset: options.firstDataset, profile: null, diskReserveMb: null };
    const { recentSeats } = options.settings.settings;
    this.#seat = seatFor(asked, recentSeats, recentSeats[0] ?? first);
  }

  get seat(): Seat {
    return this.#seat;
  }

  get stationArguments(): string[] {
    return stationArguments(this.#seat, this.#options.resources, this.#bridgeUrl);
  }

  async begin(): Promise<void> {
    const { simulation, station } = this.#options;
    if (this.#seat.profile === null) this.#bridgeUrl = await simulation.start();
    else simulation.stop();
    station.start();
  }

  /** Another dataset or robot, unless that is what is there, or an episode is being recorded. */
  async change(asked: AskedSeat): Promise<void> {
    const { settings, station } = this.#options;
    const seat = seatFor(asked, settings.settings.recentSeats, this.#seat);
    const isSame = seat.dataset === this.#seat.dataset && seat.profile === this.#seat.profile;
    if (isSame || station.activity === 'recording') return;
    this.#seat = seat;
    await this.restart();
  }

  async restart(): Promise<void> {
    await this.#options.station.close();
    await this.begin();
  }

  /** The seat has shown that it can be used. */
  remember(): void {
    const { settings } = this.#options;
    settings.change({ recentSeats: withRecent(settings.settings.recentSeats, this.#seat) });
  }
}
