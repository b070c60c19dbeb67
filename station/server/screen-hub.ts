import type { EpisodeLibrary } from '../episode-library.ts';
import type { Station } from '../station.ts';
import { watchTopicDevice } from '../topic-device.ts';
import { Driver } from './driver.ts';
import { RequestHandler } from './requests.ts';
import { Screen } from './screen.ts';
import type { ScreenWire } from './screen-wire.ts';

const SNAPSHOT_PERIOD_MS = 100;
const TELEMETRY_PERIOD_MS = 50;

/** All screens of a station, over whichever wire they come: one of them drives, all of them are kept up to date. */
export class ScreenHub {
  readonly #station: Station;
  readonly #screens = new Set<Screen>();
  readonly #driver: Driver;
  readonly #requests: RequestHandler;
  readonly #snapshots: NodeJS.Timeout;
  readonly #telemetry: NodeJS.Timeout;

  constructor(station: Station, episodes: EpisodeLibrary) {
    this.#station = station;
    this.#driver = new Driver(station);
    this.#requests = new RequestHandler(station, episodes);
    station.link.onFrame((cameraIndex, sample) => {
      for (const screen of this.#screens) screen.preview.offer(cameraIndex, sample);
    });
    watchTopicDevice(station.link, (state) => this.#driver.topicInput(state));
    this.#telemetry = setInterval(() => {
      for (const screen of this.#screens) screen.sendTelemetry();
    }, TELEMETRY_PERIOD_MS);
    this.#snapshots = setInterval(() => {
      for (const screen of this.#screens) screen.sendSnapshot();
    }, SNAPSHOT_PERIOD_MS);
  }

  add(wire: ScreenWire): void {
    const screen = new Screen(wire, this.#station, this.#driver, this.#requests);
    this.#screens.add(screen);
    wire.onClose(() => this.#screens.delete(screen));
    screen.sendSnapshot();
  }

  async close(): Promise<void> {
    clearInterval(this.#snapshots);
    clearInterval(this.#telemetry);
    await this.#requests.close();
    for (const screen of this.#screens) screen.close(1001, 'the station stops');
  }
}
