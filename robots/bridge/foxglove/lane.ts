import { WebSocket } from 'ws';
import { AppError, messageOf } from '../../../core/errors.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { LinkWatch } from '../link-watch.ts';
import { FOXGLOVE_SUBPROTOCOLS } from './subprotocols.ts';
import {
  FrameError,
  readFrame,
  readText,
  type ServerFrame,
  type ServerInfo,
  type ServerText,
} from './wire.ts';

const HANDSHAKE_TIMEOUT_MS = 3000;
/** Servers introduce themselves at once. */
const INTRODUCTION_TIMEOUT_MS = 3000;
/** A raw 4K picture is 25 MB. What is bigger would hold up everything while it comes. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Levels of a server's own messages. */
const WARNING_LEVEL = 1;
const ERROR_LEVEL = 2;
/** A server that does not answer the goodbye is left without one. */
const CLOSE_TIMEOUT_MS = 1000;

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

/** One socket to the server, again and again: it is watched while it is open. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #handlers: LaneHandlers;
  #socket: WebSocket | null = null;
  #watch: LinkWatch | null = null;
  #isIntroduced = false;
  #reason = '';

  constructor(options: LaneOptions, handlers: LaneHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  /** Whether the server has introduced itself, and has not gone since. */
  get isOpen(): boolean {
    return this.#isIntroduced && this.#socket?.readyState === WebSocket.OPEN;
  }

  get isResponsive(): boolean {
    return this.isOpen && this.#watch?.isResponsive() === true;
  }

  /** What was sent and has not left this computer's memory. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Settles when the server has introduced itself. @throws AppError `unavailable` with the reason in words */
  open(): Promise<void> {
    const { url, label } = this.#options;
    this.#reason = '';
    const socket = new WebSocket(url, [...FOXGLOVE_SUBPROTOCOLS], {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      // Text that is no UTF-8 is one bad message, and no reason to lose the link.
      skipUTF8Validation: true,
    });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      let introductionTimer: NodeJS.Timeout | undefined;
      socket.on('error', (error) => {
        this.#reason ||= this.#inWords(error);
      });
      socket.on('open', () => {
        this.#watch = new LinkWatch(socket, (silentMs) => {
          this.#giveUp(`no answer for ${(silentMs / 1000).toFixed(1)} s (${label})`);
        });
        introductionTimer = setTimeout(() => {
          this.#giveUp(`${url} does not introduce itself as a Foxglove server`);
        }, INTRODUCTION_TIMEOUT_MS);
      });
      socket.on('message', (data, isBinary) => {
        this.#receive(data as Buffer, isBinary);
        if (!this.#isIntroduced) return;
        clearTimeout(introductionTimer);
        resolve();
      });
      socket.on('close', (code) => {
        clearTimeout(introductionTimer);
        this.#watch?.stop();
        this.#watch = null;
        const wasOpen = this.#isIntroduced;
        this.#isIntroduced = false;
        const reason = this.#reason || `the bridge closed the link (${label}, code ${code})`;
        if (wasOpen) this.#handlers.onLost(reason);
        else reject(new AppError('unavailable', reason));
      });
    });
  }

  /** Nothing where it is not open. */
  send(message: object | Buffer): void {
    if (this.isOpen) this.#socket!.send(Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  /** Calls back when the server has answered a ping that is sent now. */
  ping(id: string, onPong: () => void): void {
    if (!this.isOpen) return;
    const socket = this.#socket!;
    const listen = (data: Buffer): void => {
      if (String(data) !== id) return;
      socket.off('pong', listen);
      onPong();
    };
    socket.on('pong', listen);
    socket.ping(id);
  }

  /** Something came that answers what was sent, and so proves the other side alive as a pong does. */
  heardAnswer(): void {
    this.#watch?.heardAnswer();
  }

  /** @param reason in words, where it is not the end of all */
  close(reason = ''): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#reason = reason;
    if (socket.readyState !== WebSocket.OPEN) {
      socket.terminate();
      return;
    }
    socket.close();
    const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(timer));
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
      if (this.#isIntroduced) return;
      this.#isIntroduced = true;
      this.#handlers.onOpen(text);
    } else if (!this.#isIntroduced) {
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

  #giveUp(reason: string): void {
    this.#reason = reason;
    this.#socket?.terminate();
  }

  #inWords(error: Error): string {
    const { url, label, faults } = this.#options;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') return `nothing answers at ${url}`;
    if (code === 'ENOTFOUND') return `no machine of that name: ${url}`;
    if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
      const reason = `a message of more than ${MAX_MESSAGE_BYTES / 2 ** 20} MiB came (${label})`;
      faults.count('oversized', reason);
      return reason;
    }
    return `${messageOf(error)} (${url})`;
  }
}
