import { WebSocket } from 'ws';
import { AppError, messageOf } from '../../core/errors.ts';
import { LinkWatch } from './link-watch.ts';

const HANDSHAKE_TIMEOUT_MS = 3000;
/** A raw 4K picture is 25 MB, in base64 33 MB. What is bigger would hold up everything while it is read. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** A server that does not answer the goodbye is left without one. */
const CLOSE_TIMEOUT_MS = 1000;

export interface WatchedSocketOptions {
  url: string;
  /** What it carries, in words for people. */
  label: string;
  subprotocols?: readonly string[];
  /** The other side answers when it has computed its time, however long that takes: silence says nothing then. */
  isStepped?: boolean;
}

export interface WatchedSocketHandlers {
  onMessage(data: Buffer, isBinary: boolean): void;
  /** It had been open. */
  onLost(reason: string): void;
  /** A message came that is longer than any that is read. The socket is lost by it. */
  onOversized(reason: string): void;
}

/** One WebSocket to a bridge's server, again and again: while it is open, its silence is noticed. */
export class WatchedSocket {
  readonly #options: WatchedSocketOptions;
  readonly #handlers: WatchedSocketHandlers;
  #socket: WebSocket | null = null;
  #watch: LinkWatch | null = null;
  #reason = '';

  constructor(options: WatchedSocketOptions, handlers: WatchedSocketHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  get label(): string {
    return this.#options.label;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  get isResponsive(): boolean {
    return this.#options.isStepped === true ? this.isOpen : this.#watch?.isResponsive() === true;
  }

  /** What was sent and has not left this computer's memory. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** @throws AppError `unavailable` with the reason in words */
  open(): Promise<void> {
    const { url, label, subprotocols = [], isStepped } = this.#options;
    this.#reason = '';
    const socket = new WebSocket(url, [...subprotocols], {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      // Text that is no UTF-8 is one bad message, and no reason to lose the link.
      skipUTF8Validation: true,
    });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.on('error', (error) => {
        this.#reason ||= this.#inWords(error);
      });
      socket.on('open', () => {
        this.#watch = new LinkWatch(socket, (silentMs) => {
          if (!isStepped) this.giveUp(`no answer for ${(silentMs / 1000).toFixed(1)} s (${label})`);
        });
        resolve();
      });
      socket.on('message', (data, isBinary) => this.#handlers.onMessage(data as Buffer, isBinary));
      socket.on('close', (code) => {
        const wasOpen = this.#watch !== null;
        this.#watch?.stop();
        this.#watch = null;
        const reason = this.#reason || `the bridge closed the link (${label}, code ${code})`;
        if (wasOpen) this.#handlers.onLost(reason);
        else reject(new AppError('unavailable', reason));
      });
    });
  }

  /** Nothing where it is not open. */
  send(message: object): void {
    if (this.isOpen) this.#socket!.send(Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  /** Calls back when the server has answered the ping that is sent now. Ids of pings under way differ. */
  ping(id = '', onPong?: () => void): void {
    if (!this.isOpen) return;
    const socket = this.#socket!;
    const listen = (data: Buffer): void => {
      if (String(data) !== id) return;
      socket.off('pong', listen);
      onPong?.();
    };
    if (onPong !== undefined) socket.on('pong', listen);
    socket.ping(id);
  }

  /** Something came that proves the other side alive, as a pong does. */
  heardAnswer(): void {
    this.#watch?.heardAnswer();
  }

  /** @param reason in words, where it is not the end of all */
  close(reason = ''): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#reason = reason;
    if (!this.isOpen) {
      socket.terminate();
      return;
    }
    socket.close();
    const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(timer));
  }

  /** Without a goodbye, which nobody would hear. */
  giveUp(reason: string): void {
    this.#reason = reason;
    this.#socket?.terminate();
  }

  #inWords(error: Error): string {
    const { url, label } = this.#options;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') return `nothing answers at ${url}`;
    if (code === 'ENOTFOUND') return `no machine of that name: ${url}`;
    if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
      const reason = `a message of more than ${MAX_MESSAGE_BYTES / 2 ** 20} MiB came (${label})`;
      this.#handlers.onOversized(reason);
      return reason;
    }
    return `${messageOf(error)} (${url})`;
  }
}
