import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, messageOf } from '../../../core/errors.ts';
import { backoffMs } from '../backoff.ts';
import type { BridgeStatus } from '../bridge.ts';
import { WatchedSocket } from '../watched-socket.ts';

/** A link that held this long begins its back-off anew. */
const STEADY_MS = 2000;
/** Servers take a moment to unsubscribe; closing at once has been seen to hang them (RobotWebTools/rosbridge_suite#891). */
const POLITE_CLOSE_MS = 150;

export interface LinkHandlers {
  onMessage(channel: WatchedSocket, data: Buffer, isBinary: boolean): void;
  onOversized(reason: string): void;
  /** Sockets that have opened: the link is up when they were told all they need to know. */
  prepare(channels: readonly WatchedSocket[]): Promise<void>;
  /** A socket is about to be closed and can still be spoken to. */
  sayGoodbye(channel: WatchedSocket): void;
  onLost(channel: WatchedSocket): void;
}

/**
 * The sockets to one server, as one link: it is up when all of them are. Whichever is lost comes back by itself,
 * one attempt at a time; those that still stand are kept.
 */
export class Link {
  readonly commands: WatchedSocket;
  readonly state: WatchedSocket;
  /** One for all cameras: they share the way and the server's one writing thread, so more would win nothing. */
  readonly video: WatchedSocket;
  readonly services: WatchedSocket;
  readonly #channels: readonly WatchedSocket[];
  readonly #handlers: LinkHandlers;
  readonly #prepared = new Set<WatchedSocket>();
  readonly #statusListeners: ((status: BridgeStatus) => void)[] = [];
  readonly #ending = new AbortController();
  #status: BridgeStatus = { status: 'connecting', reason: 'first attempt' };
  #lossReason: string | null = null;
  #onLoss: () => void = () => {};

  /** @param isStepped all channels are one and the same, and its silence means nothing */
  constructor(url: string, isStepped: boolean, handlers: LinkHandlers) {
    this.#handlers = handlers;
    const open = (label: string): WatchedSocket => {
      const channel: WatchedSocket = new WatchedSocket(
        { url, label, isStepped },
        {
          onMessage: (data, isBinary) => handlers.onMessage(channel, data, isBinary),
          onOversized: handlers.onOversized,
          onLost: (reason) => this.#lose(channel, reason),
        },
      );
      return channel;
    };
    this.commands = open('command socket');
    const another = (label: string) => (isStepped ? this.commands : open(label));
    this.state = another('state socket');
    this.video = another('video socket');
    this.services = another('service socket');
    this.#channels = [...new Set([this.commands, this.state, this.video, this.services])];
  }

  get status(): BridgeStatus {
    return this.#status;
  }

  onStatus(listener: (status: BridgeStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  /** Open, and told all it needs to know. */
  isReady(channel: WatchedSocket): boolean {
    return this.#prepared.has(channel);
  }

  /** One attempt at a time, for as long as the client lives. */
  async keepUp(): Promise<void> {
    const { signal } = this.#ending;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const loss = new Promise<void>((resolve) => {
        this.#onLoss = resolve;
      });
      this.#lossReason = null;
      try {
        await this.#connect();
        const upMs = performance.now();
        this.#setStatus({ status: 'up', reason: '' });
        await loss;
        if (performance.now() - upMs > STEADY_MS) attempt = 0;
      } catch (error) {
        this.#lossReason ??= messageOf(error);
      }
      if (signal.aborted) return;
      this.#setStatus({ status: 'down', reason: this.#lossReason ?? '' });
      await sleep(backoffMs(attempt), undefined, { signal }).catch(() => {});
    }
  }

  /** Closes one socket politely; it is then opened anew. */
  async renew(channel: WatchedSocket, reason: string): Promise<void> {
    this.#sayGoodbye(channel);
    await sleep(POLITE_CLOSE_MS);
    channel.close(reason);
  }

  async close(): Promise<void> {
    this.#ending.abort();
    for (const channel of this.#channels) this.#sayGoodbye(channel);
    if (this.#channels.some(({ isOpen }) => isOpen)) await sleep(POLITE_CLOSE_MS);
    for (const channel of this.#channels) channel.close();
  }

  /** @throws AppError `unavailable` unless every socket is open and prepared */
  async #connect(): Promise<void> {
    const { signal } = this.#ending;
    for (const channel of this.#channels) {
      signal.throwIfAborted();
      if (!channel.isOpen) await channel.open();
    }
    const fresh = this.#channels.filter((channel) => !this.#prepared.has(channel));
    await this.#handlers.prepare(fresh);
    signal.throwIfAborted();
    if (this.#channels.some(({ isOpen }) => !isOpen)) {
      throw new AppError('unavailable', 'the bridge closed the link');
    }
  }

  /** To be called in {@link LinkHandlers.prepare}, when the channel is about to be told. */
  markReady(channel: WatchedSocket): void {
    if (channel.isOpen) this.#prepared.add(channel);
  }

  #sayGoodbye(channel: WatchedSocket): void {
    if (this.#prepared.delete(channel)) this.#handlers.sayGoodbye(channel);
  }

  #lose(channel: WatchedSocket, reason: string): void {
    this.#prepared.delete(channel);
    this.#handlers.onLost(channel);
    this.#lossReason ??= reason;
    this.#onLoss();
  }

  #setStatus(status: BridgeStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }
}
