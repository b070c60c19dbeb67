import { WebSocket } from 'ws';
import { AppError, messageOf } from '../../../core/errors.ts';
import { LinkWatch } from '../link-watch.ts';

const HANDSHAKE_TIMEOUT_MS = 3000;
/** A raw 4K picture in base64 is 33 MB. What is bigger would hold up everything while it is parsed. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** A server that does not answer the goodbye is left without one. */
const CLOSE_TIMEOUT_MS = 1000;

export interface ChannelHandlers {
  onMessage(data: Buffer, isBinary: boolean): void;
  /** A socket that had been open is gone. */
  onLost(reason: string): void;
  onOversized(): void;
}

/** One socket to the server, again and again: it is watched while it is open. */
export class Channel {
  /** What it carries, in words for people. */
  readonly label: string;
  readonly #url: string;
  readonly #isStepped: boolean;
  readonly #handlers: ChannelHandlers;
  #socket: WebSocket | null = null;
  #watch: LinkWatch | null = null;
  #reason = '';

  /**
   * @param isStepped the other side answers when it has computed its time, however long that takes: silence
   * says nothing of the link then
   */
  constructor(url: string, label: string, isStepped: boolean, handlers: ChannelHandlers) {
    this.#url = url;
    this.#isStepped = isStepped;
    this.label = label;
    this.#handlers = handlers;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  get isResponsive(): boolean {
    return this.#isStepped ? this.isOpen : this.#watch?.isResponsive() === true;
  }

  /** What was sent and has not left this computer's memory. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** @throws AppError `unavailable` with the reason in words */
  open(): Promise<void> {
    this.#reason = '';
    const socket = new WebSocket(this.#url, {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      // Text that is no UTF-8 is one bad message, and no reason to lose the link.
      skipUTF8Validation: true,
    });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.on('error', (error) => {
        this.#reason = this.#inWords(error);
      });
      socket.on('open', () => {
        this.#watch = new LinkWatch(socket, (silentMs) => {
          if (this.#isStepped) return;
          this.#reason = `no answer for ${(silentMs / 1000).toFixed(1)} s (${this.label})`;
          socket.terminate();
        });
        resolve();
      });
      socket.on('message', (data, isBinary) => this.#handlers.onMessage(data as Buffer, isBinary));
      socket.on('close', (code) => {
        const wasOpen = this.#watch !== null;
        this.#watch?.stop();
        this.#watch = null;
        const reason = this.#reason || `the bridge closed the link (${this.label}, code ${code})`;
        if (wasOpen) this.#handlers.onLost(reason);
        else reject(new AppError('unavailable', reason));
      });
    });
  }

  send(message: unknown): void {
    if (this.isOpen) this.#socket?.send(JSON.stringify(message));
  }

  ping(): void {
    if (this.isOpen) this.#socket?.ping();
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

  #inWords(error: Error): string {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') return `nothing answers at ${this.#url}`;
    if (code === 'ENOTFOUND') return `no machine of that name: ${this.#url}`;
    if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
      this.#handlers.onOversized();
      return `a message of more than ${MAX_MESSAGE_BYTES / 2 ** 20} MiB came (${this.label})`;
    }
    return `${messageOf(error)} (${this.#url})`;
  }
}
