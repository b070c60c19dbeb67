import type { AnalogueState } from '../../core/contract/input.ts';
import type { ShownTelemetry } from '../../core/contract/messages.ts';
import type { EpisodeLibrary } from '../episode-library.ts';
import type { Station } from '../station.ts';
import { watchTopicDevice } from '../topic-device.ts';
import { Driver } from './driver.ts';
import { RequestHandler } from './requests.ts';
import { Screen } from './screen.ts';
import type { ScreenWire } from './screen-wire.ts';

const SNAPSHOT_PERIOD_MS = 100;
const TELEMETRY_PERIOD_MS = 50;
/** A device on the robot's network that says nothing for so long is silent. */
const SILENT_AFTER_MS = 1_000;

/** All screens of a station, over whichever wire they come: one of them drives, all of them are kept up to date. */
export class ScreenHub {
  readonly #station: Station;
  readonly #screens = new Set<Screen>();
  readonly #driver: Driver;
  readonly #requests: RequestHandler;
  readonly #snapshots: NodeJS.Timeout;
  readonly #telemetry: NodeJS.Timeout;
  #topicState: { state: AnalogueState; atMs: number } | null = null;

  constructor(station: Station, episodes: EpisodeLibrary) {
    this.#station = station;
    this.#driver = new Driver(station);
    this.#requests = new RequestHandler(station, episodes);
    station.link.onFrame((cameraIndex, sample) => {
      for (const screen of this.#screens) screen.preview.offer(cameraIndex, sample);
    });
    watchTopicDevice(station.link, (state) => {
      this.#topicState = { state, atMs: performance.now() };
      this.#driver.topicInput(state);
    });
    this.#telemetry = setInterval(() => {
      const device = this.#topicDevice();
      for (const screen of this.#screens) screen.sendTelemetry(device);
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

  #topicDevice(): ShownTelemetry['topicDevice'] {
    const { inputTopic } = this.#station.link.profile;
    if (inputTopic === undefined) return null;
    const heard = this.#topicState;
    const isSilent = heard === null || performance.now() - heard.atMs > SILENT_AFTER_MS;
    return { title: inputTopic.title, drive: isSilent ? null : heard.state.drive };
  }

  async close(): Promise<void> {
    clearInterval(this.#snapshots);
    clearInterval(this.#telemetry);
    await this.#requests.close();
    for (const screen of this.#screens) screen.close(1001, 'the station stops');
  }
}
