import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { WebSocket } from 'ws';
import type { InputState } from '../../core/contract/input.ts';
import { downstreamSchema } from '../../core/contract/messages.ts';
import type { RequestName, RequestParams, RequestValue } from '../../core/contract/requests.ts';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { desktopPage, IS_DESKTOP } from './desktop-app.ts';
import { watchThrough } from './desktop-page.ts';
import type { ScreenWay } from './screen-way.ts';

/** A screen without pixels: it speaks the contract as the renderer does. */
export class ScreenClient {
  readonly #way: ScreenWay;
  readonly #pending = new Map<
    number,
    (result: { ok: boolean; value?: unknown; error?: { message: string } }) => void
  >();
  readonly #waiters = new Set<(snapshot: Snapshot) => void>();
  #requests = 0;

  /** @param address as the station printed it, with its token */
  static async open(address: string): Promise<ScreenClient> {
    if (IS_DESKTOP) return new ScreenClient(await watchThrough(await desktopPage(address)));
    const response = await fetch(address, { redirect: 'manual' });
    const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
    const { origin, host } = new URL(address);
    const socket = new WebSocket(`ws://${host}/contract`, { headers: { cookie, origin } });
    await once(socket, 'open');
    return new ScreenClient({
      send: (text) => socket.send(text),
      onText: (listener) =>
        socket.on('message', (data, isBinary) => {
          if (!isBinary) listener(String(data));
        }),
      close: () => socket.close(),
    });
  }

  /** @param port the page's end, as the desktop app brings it */
  static over(port: MessagePort): ScreenClient {
    return new ScreenClient({
      send: (text) => port.postMessage(text),
      onText: (listener) =>
        port.on('message', (data: string | Uint8Array) => {
          port.postMessage(data.length);
          if (typeof data === 'string') listener(data);
        }),
      close: () => port.close(),
    });
  }

  constructor(way: ScreenWay) {
    this.#way = way;
    way.onText((text) => {
      const message = downstreamSchema.parse(JSON.parse(text));
      if (message.type === 'response') this.#pending.get(message.id)?.(message.result);
      else if (message.type === 'snapshot') for (const waiter of this.#waiters) waiter(message.snapshot);
    });
  }

  async request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestValue<N>> {
    this.#requests += 1;
    const id = this.#requests;
    const answer = new Promise<{ ok: boolean; value?: unknown; error?: { message: string } }>((resolve) =>
      this.#pending.set(id, resolve),
    );
    this.#way.send(JSON.stringify({ type: 'request', id, name, params }));
    const result = await answer;
    if (!result.ok) throw new Error(result.error!.message);
    return result.value as RequestValue<N>;
  }

  input(state: InputState): void {
    this.#way.send(JSON.stringify({ type: 'input', state }));
  }

  /** The first snapshot that is as wanted. */
  until(isWanted: (snapshot: Snapshot) => boolean, timeoutMs = 20_000): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      let last: Snapshot | null = null;
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(
          new Error(
            `no such snapshot within ${timeoutMs} ms; the last one: ${JSON.stringify(last?.collect)}`,
          ),
        );
      }, timeoutMs);
      const waiter = (snapshot: Snapshot): void => {
        last = snapshot;
        if (!isWanted(snapshot)) return;
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(snapshot);
      };
      this.#waiters.add(waiter);
    });
  }

  close(): void {
    this.#way.close();
  }
}
