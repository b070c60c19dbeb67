import type { WebSocket } from 'ws';
import { type Downstream, upstreamSchema } from '../../core/contract/messages.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';
import type { Station } from '../station.ts';
import type { Driver } from './driver.ts';
import { PreviewFeed } from './preview-feed.ts';
import type { RequestHandler } from './requests.ts';

/** A screen that does not read is left without pictures and states until it does. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

/** One screen's end of the contract over a WebSocket. */
export class Screen {
  readonly preview: PreviewFeed;
  readonly #socket: WebSocket;
  readonly #station: Station;
  readonly #driver: Driver;
  readonly #requests: RequestHandler;
  #wantsTelemetry = false;

  constructor(socket: WebSocket, station: Station, driver: Driver, requests: RequestHandler) {
    this.#socket = socket;
    this.#station = station;
    this.#driver = driver;
    this.#requests = requests;
    this.preview = new PreviewFeed(station, (message) => {
      const hasRoom = this.#hasRoom();
      if (hasRoom) socket.send(message);
      return hasRoom;
    });
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('close', () => driver.leave(this));
    socket.on('error', (error) => console.error(`screen: ${messageOf(error)}`));
  }

  sendSnapshot(): void {
    if (!this.#hasRoom()) return;
    const snapshot = this.#station.snapshot();
    const input = { ...snapshot.input, driver: this.#driver.standing(this) };
    this.#send({ type: 'snapshot', snapshot: { ...snapshot, input } });
  }

  sendTelemetry(): void {
    if (!this.#wantsTelemetry || !this.#hasRoom()) return;
    this.#send({ type: 'telemetry', telemetry: this.#station.telemetry() });
  }

  #receive(data: Buffer, isBinary: boolean): void {
    try {
      if (isBinary) throw new AppError('invalid-input', 'expected text, found a binary message');
      const message = parseJson(upstreamSchema, data.toString(), 'message of a screen');
      if (message.type === 'input') this.#driver.input(this, message.state);
      else if (message.type === 'take-over') this.#driver.takeOver(this);
      else if (message.type === 'telemetry') this.#wantsTelemetry = message.isWanted;
      else if (message.type === 'credit') this.preview.addCredits(message.camera, message.frames);
      else {
        void this.#requests
          .answer(message.name, message.params)
          .then((result) => this.#send({ type: 'response', id: message.id, result }));
      }
    } catch (error) {
      // 1007: data that does not fit the contract. The reason of a close frame has room for 123 bytes.
      console.error(`screen closed: ${messageOf(error)}`);
      this.#socket.close(1007, messageOf(error).slice(0, 100));
    }
  }

  #hasRoom(): boolean {
    return this.#socket.readyState === this.#socket.OPEN && this.#socket.bufferedAmount < MAX_BUFFERED_BYTES;
  }

  #send(message: Downstream): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
