import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be blocked and cut, as by a Wi-Fi that fades. */
export class TcpRelay {
  readonly url: string;
  readonly #server: Server;
  readonly #pairs: [Socket, Socket][];

  /** @param url `ws://host:port` of the server behind it */
  static async to(url: string): Promise<TcpRelay> {
    const { hostname, port } = new URL(url);
    const pairs: [Socket, Socket][] = [];
    const server = createServer((near) => {
      const far = createConnection(Number(port), hostname);
      pairs.push([near, far]);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.setNoDelay(true);
        from.on('data', (data) => {
          if (!to.write(data)) from.pause();
        });
        to.on('drain', () => from.resume());
        from.on('error', () => {});
        from.on('close', () => to.destroy());
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpRelay(server, pairs);
  }

  private constructor(server: Server, pairs: [Socket, Socket][]) {
    this.#server = server;
    this.#pairs = pairs;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Nothing passes any more, and neither side is told: both links are half open. */
  block(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.removeAllListeners('drain').pause();
  }

  /** Both sides are told. */
  cut(): void {
    for (const pair of this.#pairs.splice(0)) for (const socket of pair) socket.resetAndDestroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
