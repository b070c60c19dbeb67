import type { RequestResult } from '../../core/contract/messages.ts';
import { type RequestName, type RequestValue, requestSchemas } from '../../core/contract/requests.ts';
import { AppError, toErrorValue } from '../../core/errors.ts';
import { parse } from '../../core/parse.ts';
import { Audit } from '../audit/audit.ts';
import type { EpisodeLibrary } from '../episode-library.ts';
import { ExportDesk } from '../exports/export-desk.ts';
import { exportHandlers } from '../exports/export-requests.ts';
import { latencyView } from '../latency-view.ts';
import type { Station } from '../station.ts';
import { collectHandlers } from './collect-requests.ts';
import { ProfileDesk } from './profile-desk.ts';

type Handlers = {
  [N in RequestName]: (params: ParsedParams<N>) => RequestValue<N> | Promise<RequestValue<N>>;
};
type ParsedParams<N extends RequestName> = ReturnType<(typeof requestSchemas)[N]['params']['parse']>;

/** Answers a screen's requests; whatever goes wrong comes back as a value. */
export class RequestHandler {
  readonly episodes: EpisodeLibrary;
  readonly #handlers: Handlers;
  readonly #desk: ProfileDesk;
  readonly #audit: Audit;
  readonly #exports: ExportDesk;

  constructor(station: Station, episodes: EpisodeLibrary) {
    const { session } = station;
    const done = {};
    this.episodes = episodes;
    this.#desk = new ProfileDesk(station);
    this.#audit = new Audit(episodes, () => session.status);
    this.#exports = new ExportDesk(episodes.dataset);
    this.#handlers = {
      'session.start': async (params) => {
        await station.startSession(params);
        return done;
      },
      'session.end': () => {
        session.end();
        return done;
      },
      'episode.begin': () => session.begin(),
      'episode.mark': ({ transition }) => {
        session.mark(transition);
        return done;
      },
      'episode.undo': () => {
        session.undo();
        return done;
      },
      'episode.abort': () => {
        session.abort();
        return done;
      },
      'episode.handToPolicy': () => {
        session.handToPolicy();
        return done;
      },
      'episode.keep': async () => {
        await session.keep();
        return done;
      },
      'episode.discard': async ({ reason }) => {
        const { id } = session.reviewed?.head ?? {};
        await session.discard(reason);
        if (id !== undefined) await episodes.forget(id);
        return done;
      },
      'robot.stop': () => {
        station.stopRobot();
        return done;
      },
      'robot.latency': () => {
        const nowNs = station.clock.nowNs();
        return latencyView(station.link, nowNs, station.clock.wallNs(nowNs));
      },
      'robot.model': async () => ({ model: (await station.model?.view()) ?? null }),
      'robot.mesh': ({ path, offset }) => {
        if (station.model === null) throw new AppError('not-found', 'the robot’s profile names no model');
        return station.model.mesh(path, offset);
      },
      'input.selfTest': (selfTest) => {
        station.setSelfTest(selfTest);
        return done;
      },
      'scene.reset': async () => {
        await session.resetScene();
        return done;
      },
      ...collectHandlers(station, episodes),
      ...this.#audit.handlers,
      ...exportHandlers(this.#exports),
      'profile.propose': ({ address }) => this.#desk.propose(address),
      'profile.pictures': () => this.#desk.pictures(),
      'episodes.list': async () => ({ episodes: await episodes.list() }),
      'episodes.series': ({ id }) => episodes.series(id),
    };
  }

  async close(): Promise<void> {
    await this.#audit.close();
    await this.#exports.close();
    await this.#desk.close();
  }

  async answer<N extends RequestName>(name: N, params: unknown): Promise<RequestResult> {
    try {
      const parsed = parse(requestSchemas[name].params, params, `request ${name}`) as ParsedParams<N>;
      return { ok: true, value: await this.#handlers[name](parsed) };
    } catch (error) {
      return { ok: false, error: { ...toErrorValue(error) } };
    }
  }
}
