import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import { AppError, messageOf } from '../../core/errors.ts';
import type { EpisodeLibrary } from '../episode-library.ts';
import type { Station } from '../station.ts';
import { type Endpoint, nameInAddress, namesForOthers, namesOf } from './endpoint.ts';
import { sendFrames } from './frames.ts';
import {
  hasToken,
  isOwnHost,
  isOwnOrigin,
  isTokenAddress,
  newToken,
  redirectWithCookie,
  sendText,
  setSecurityHeaders,
} from './http.ts';
import { MAX_MESSAGE_BYTES } from './screen.ts';
import { ScreenHub } from './screen-hub.ts';
import { socketWire } from './screen-wire.ts';

const HOST = '127.0.0.1';
/** A station has a few screens; more are somebody's mistake. */
const MAX_SCREENS = 32;

export interface StationServerOptions {
  station: Station;
  episodes: EpisodeLibrary;
  /** Folder of the built screens. */
  rendererPath: string;
  /** 0 takes a free one. */
  port: number;
  /** Beside this computer's own address, which is served without it; see {@link checkEndpoint}. */
  host?: Endpoint['host'];
  tls?: Endpoint['tls'];
}

/**
 * Serves the screens, the contract and the pictures of episodes, to this computer alone unless asked for more.
 * Whoever opens the address with its token gets a cookie; without it nothing is answered.
 */
export class StationServer {
  readonly #options: StationServerOptions;
  readonly #token = newToken();
  readonly #host: string;
  readonly #names: readonly string[];
  readonly #scheme: 'http' | 'https';
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  readonly #screens: ScreenHub;
  readonly #serveStatic: ReturnType<typeof sirv>;

  /** @throws AppError `unavailable` when the port is taken. */
  static async listen(options: StationServerOptions): Promise<StationServer> {
    const server = StationServer.#make(options);
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', (cause: NodeJS.ErrnoException) =>
        reject(
          new AppError(
            'unavailable',
            `port ${options.port} of ${server.#host} cannot be served: ${cause.code}; choose another with --port`,
            {
              cause,
            },
          ),
        ),
      );
      server.#http.listen(options.port, server.#host, resolve);
    });
    return server;
  }

  static #make(options: StationServerOptions): StationServer {
    try {
      return new StationServer(options);
    } catch (cause) {
      throw new AppError('invalid-input', `the certificate or its key cannot be used: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  private constructor(options: StationServerOptions) {
    const { station, episodes, rendererPath, host = HOST, tls = null } = options;
    this.#options = options;
    this.#host = host;
    this.#names = namesOf({ host });
    this.#scheme = tls === null ? 'http' : 'https';
    this.#serveStatic = sirv(rendererPath, { etag: true, single: false });
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      this.#serve(request, response).catch((error) => {
        console.error(`${request.method} ${request.url}: ${messageOf(error)}`);
        if (!response.headersSent) sendText(response, 500, 'the station could not answer');
        else response.destroy();
      });
    };
    this.#http = tls === null ? createServer(serve) : createTlsServer(tls, serve);
    this.#screens = new ScreenHub(station, episodes);
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Where an operator opens the app. The token in it is as good as a password while the station runs. */
  get address(): string {
    const name = nameInAddress(this.#host);
    return this.#addressAt(this.#names.includes(name) ? name : HOST);
  }

  /** Where other machines open it; none while it serves this computer alone. */
  get addressesForOthers(): string[] {
    return namesForOthers({ host: this.#host }).map((name) => this.#addressAt(name));
  }

  async close(): Promise<void> {
    await this.#screens.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #addressAt(name: string): string {
    return `${this.#scheme}://${name}:${this.#port}/?token=${this.#token}`;
  }

  get #port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSecurityHeaders(response);
    if (!isOwnHost(request, this.#scheme, this.#names, this.#port)) {
      sendText(response, 421, `this station answers under ${this.#names[0]}:${this.#port} only`);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendText(response, 405, 'only GET');
      return;
    }
    const base = `${this.#scheme}://${request.headers.host}`;
    if (request.url === undefined || !URL.canParse(request.url, base)) {
      sendText(response, 400, 'no address that can be read');
      return;
    }
    const url = new URL(request.url, base);
    if (isTokenAddress(url, this.#token)) {
      redirectWithCookie(response, this.#token, this.#scheme === 'https');
      return;
    }
    if (!hasToken(request, this.#token)) {
      sendText(
        response,
        401,
        'Open the address that the station printed when it started: it carries the token.',
      );
      return;
    }
    if (url.pathname.startsWith('/episodes/'))
      await sendFrames(this.#options.episodes, url.pathname, response);
    else this.#serveStatic(request, response, () => sendText(response, 404, 'not found'));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Until the WebSocket takes over nobody else listens, and a client that resets must not end the station.
    const onError = (error: Error): void => console.error(`upgrade: ${error.message}`);
    socket.on('error', onError);
    const isAllowed =
      request.url === '/contract' &&
      isOwnHost(request, this.#scheme, this.#names, this.#port) &&
      isOwnOrigin(request, this.#scheme) &&
      hasToken(request, this.#token);
    if (!isAllowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    if (this.#sockets.clients.size >= MAX_SCREENS) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('error', onError);
      this.#screens.add(socketWire(webSocket));
    });
  }
}
