import { AppError } from '../../../core/errors.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { WatchedSocket } from '../watched-socket.ts';
import { FOXGLOVE_SUBPROTOCOLS } from './subprotocols.ts';
import {
  FrameError,
  readFrame,
  readText,
  type ServerFrame,
  type ServerInfo,
  type ServerText,
} from './wire.ts';

/** Servers introduce themselves at once. */
const INTRODUCTION_TIMEOUT_MS = 3000;
/** Levels of a server's own messages. */
const WARNING_LEVEL = 1;
const ERROR_LEVEL = 2;

export interface LaneHandlers {
  onOpen(info: ServerInfo): void;
  onText(message: ServerText): void;
  onFrame(frame: ServerFrame): void;
  /** It had been open. */
  onLost(reason: string): void;
}

export interface LaneOptions {
  url: string;
  /** What it carries, in words for people. */
  label: string;
  faults: FaultCounter;
  /**
   * Whether anything that comes proves the other side alive. It does where only data flow, whose pongs queue
   * behind them; it does not where commands go, which must be known to be read.
   */
  isAliveByData: boolean;
}

/** One socket to the server, again and again: open once the server has said what it is. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #handlers: LaneHandlers;
  readonly #socket: WatchedSocket;
  readonly #introduction = { isDone: false, resolve: () => {}, reject: (_: Error) => {} };

  constructor(options: LaneOptions, handlers: LaneHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    const { url, label, faults } = options;
    this.#socket = new WatchedSocket(
      { url, label, subprotocols: FOXGLOVE_SUBPROTOCOLS },
      {
        onMessage: (data, isBinary) => this.#receive(data, isBinary),
        onLost: (reason) => this.#lose(reason),
        onOversized: (reason) => faults.count('oversized', reason),
      },
    );
  }

  /** Whether the server has introduced itself, and has not gone since. */
  get isOpen(): boolean {
    return this.#introduction.isDone && this.#socket.isOpen;
  }

  get isResponsive(): boolean {
    return this.isOpen && this.#socket.isResponsive;
  }

  /** What was sent and has not left this computer's memory. */
  get bufferedBytes(): number {
    return this.#socket.bufferedBytes;
  }

  /** Settles when the server has introduced itself. @throws AppError `unavailable` with the reason in words */
  async open(): Promise<void> {
    const { url } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const introduced = new Promise<void>((resolve, reject) => {
      Object.assign(this.#introduction, { resolve, reject });
    });
    const opened = this.#socket.open().then(() => {
      timer = setTimeout(() => {
        this.#socket.giveUp(`${url} does not introduce itself as a Foxglove server`);
      }, INTRODUCTION_TIMEOUT_MS);
    });
    try {
      // Both at once: the introduction may come with the handshake's last bytes.
      await Promise.all([opened, introduced]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Nothing where it is not open. */
  send(message: object): void {
    if (this.isOpen) this.#socket.send(message);
  }

  /** Calls back when the server has answered a ping that is sent now. */
  ping(id: string, onPong: () => void): void {
    if (this.isOpen) this.#socket.ping(id, onPong);
  }

  /** Something came that answers what was sent, and so proves the other side alive as a pong does. */
  heardAnswer(): void {
    this.#socket.heardAnswer();
  }

  /** @param reason in words, where it is not the end of all */
  close(reason = ''): void {
    this.#socket.close(reason);
  }

  #lose(reason: string): void {
    const wasOpen = this.#introduction.isDone;
    this.#introduction.isDone = false;
    if (wasOpen) this.#handlers.onLost(reason);
    else this.#introduction.reject(new AppError('unavailable', reason));
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#options.isAliveByData) this.heardAnswer();
    let text: ServerText | null = null;
    let frame: ServerFrame | null = null;
    try {
      if (isBinary) frame = readFrame(data);
      else text = readText(data.toString());
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      const { url, faults } = this.#options;
      faults.count(error.kind, `a frame of ${data.byteLength} bytes: ${error.message} (${url})`);
      return;
    }
    if (text?.op === 'serverInfo') {
      if (this.#introduction.isDone) return;
      this.#introduction.isDone = true;
      this.#handlers.onOpen(text);
      this.#introduction.resolve();
    } else if (!this.#introduction.isDone) {
      this.#options.faults.count('no-introduction', `the server speaks before it says what it is`);
    } else if (text?.op === 'status') {
      const kind = text.level >= ERROR_LEVEL ? 'server-error' : 'server-warning';
      if (text.level >= WARNING_LEVEL) this.#options.faults.count(kind, text.message);
    } else if (text !== null) {
      this.#handlers.onText(text);
    } else if (frame !== null) {
      this.#handlers.onFrame(frame);
    }
  }
}
