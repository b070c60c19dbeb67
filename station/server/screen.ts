import {
  type Downstream,
  type ShownTelemetry,
  type Upstream,
  upstreamSchema,
} from '../../core/contract/messages.ts';
import { encodePicture } from '../../core/contract/picture.ts';
import { AppError, messageOf, toErrorValue } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';
import type { Station } from '../station.ts';
import type { Driver } from './driver.ts';
import { MessageBudget } from './message-budget.ts';
import { PreviewFeed } from './preview-feed.ts';
import type { RequestHandler } from './requests.ts';
import type { ScreenWire } from './screen-wire.ts';

/** A screen that does not read is left without pictures and states until it does. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
/** No message of the contract comes near it. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** Answers that one screen may wait for at a time; its own page waits for a few. */
const MAX_OPEN_REQUESTS = 64;

/** One screen's end of the contract, over whichever wire. */
export class Screen {
  readonly preview: PreviewFeed;
  readonly #wire: ScreenWire;
  readonly #station: Station;
  readonly #driver: Driver;
  readonly #requests: RequestHandler;
  readonly #budget = new MessageBudget(performance.now());
  #wantsTelemetry = false;
  #openRequests = 0;

  constructor(wire: ScreenWire, station: Station, driver: Driver, requests: RequestHandler) {
    this.#wire = wire;
    this.#station = station;
    this.#driver = driver;
    this.#requests = requests;
    this.preview = new PreviewFeed(station, (message) => {
      const hasRoom = this.#hasRoom();
      if (hasRoom) wire.send(message);
      return hasRoom;
    });
    wire.onClose(() => driver.leave(this));
    wire.onMessage((text) => this.#receive(text));
  }

  sendSnapshot(): void {
    if (!this.#hasRoom()) return;
    const snapshot = this.#station.snapshot();
    const input = { ...snapshot.input, driver: this.#driver.standing(this) };
    this.#send({ type: 'snapshot', snapshot: { ...snapshot, input } });
  }

  sendTelemetry(topicDevice: ShownTelemetry['topicDevice']): void {
    if (!this.#wantsTelemetry || !this.#hasRoom()) return;
    this.#send({ type: 'telemetry', telemetry: { ...this.#station.telemetry(), topicDevice } });
  }

  close(code: number, reason: string): void {
    this.#wire.close(code, reason);
  }

  #receive(text: string | null): void {
    if (!this.#wire.isOpen) return;
    if (!this.#budget.take(performance.now())) {
      this.#refuse(1008, 'more messages than a screen sends');
      return;
    }
    try {
      this.#take(this.#parse(text));
    } catch (error) {
      // 1007: data that does not fit the contract.
      this.#refuse(1007, messageOf(error));
    }
  }

  #parse(text: string | null): Upstream {
    if (text === null) throw new AppError('invalid-input', 'expected text, found a binary message');
    if (text.length > MAX_MESSAGE_BYTES) {
      const message = `message of ${text.length} characters, at most ${MAX_MESSAGE_BYTES} are read`;
      throw new AppError('invalid-input', message);
    }
    return parseJson(upstreamSchema, text, 'message of a screen');
  }

  #take(message: Upstream): void {
    if (message.type === 'input') this.#driver.input(this, message.state);
    else if (message.type === 'take-over') this.#driver.takeOver(this);
    else if (message.type === 'try-devices') this.#driver.tryDevices(this, message.isTrying);
    else if (message.type === 'telemetry') this.#wantsTelemetry = message.isWanted;
    else if (message.type === 'credit') this.preview.addCredits(message.camera, message.frames);
    else void this.#serve(message);
  }

  async #serve(asked: Extract<Upstream, { type: 'request' | 'picture' }>): Promise<void> {
    // The stop is never one too many.
    const isStop = asked.type === 'request' && asked.name === 'robot.stop';
    if (this.#openRequests >= MAX_OPEN_REQUESTS && !isStop) {
      const message = `${MAX_OPEN_REQUESTS} requests of this screen wait already`;
      this.#refuseRequest(asked.id, new AppError('unavailable', message));
      return;
    }
    this.#openRequests += 1;
    try {
      await (asked.type === 'picture' ? this.#show(asked) : this.#answer(asked));
    } finally {
      this.#openRequests -= 1;
    }
  }

  async #answer({ id, name, params }: Extract<Upstream, { type: 'request' }>): Promise<void> {
    const result = await this.#requests.answer(name, params);
    this.#send({ type: 'response', id, result });
  }

  async #show({ id, episode, camera, row }: Extract<Upstream, { type: 'picture' }>): Promise<void> {
    try {
      const { encoding, bytes } = await this.#requests.episodes.frame(episode, camera, row);
      if (!this.#hasRoom())
        throw new AppError('unavailable', 'this screen has not read what was sent before');
      this.#wire.send(encodePicture({ id, encoding, image: bytes }));
    } catch (error) {
      this.#refuseRequest(id, error);
    }
  }

  #refuseRequest(id: number, error: unknown): void {
    this.#send({ type: 'response', id, result: { ok: false, error: { ...toErrorValue(error) } } });
  }

  #refuse(code: number, reason: string): void {
    console.error(`screen closed: ${reason}`);
    this.#wire.close(code, reason);
  }

  #hasRoom(): boolean {
    return this.#wire.isOpen && this.#wire.bufferedBytes < MAX_BUFFERED_BYTES;
  }

  #send(message: Downstream): void {
    if (this.#wire.isOpen) this.#wire.send(JSON.stringify(message));
  }
}
