import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { md5, parse } from '@foxglove/rosmsg';
import { AppError, messageOf } from '../../../core/errors.ts';
import { backoffMs } from '../backoff.ts';
import type { RosMessage } from '../bridge.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { knownDefinition } from '../known-definitions.ts';
import { type MessageCodec, openCodec } from '../message-codec.ts';
import { encodeHeader, frame } from './header.ts';
import { DEAD_AFTER_MS, PeerWatch } from './peer-watch.ts';
import { ask } from './xml-rpc.ts';

const WATCH_PERIOD_MS = 100;

export interface CommandTopicOptions {
  callerId: string;
  topic: string;
  /** As ROS 1 spells it. */
  type: string;
  faults: FaultCounter;
  /** The address at which a node answers, by its name. */
  findNode(name: string, timeoutMs: number): Promise<string>;
  /** Has the master tell all who want to listen that this is published here. */
  announce(): Promise<void>;
}

interface Subscriber {
  name: string;
  socket: Socket;
  watch: PeerWatch;
}

/** One topic that commands go out on, and whoever listens to it. */
export class CommandTopic {
  readonly topic: string;
  readonly type: string;
  readonly #options: CommandTopicOptions;
  readonly #definition: string;
  readonly #md5sum: string;
  readonly #codec: MessageCodec;
  readonly #subscribers = new Set<Subscriber>();
  readonly #closing = new AbortController();

  /** @throws AppError `not-found` for a type that Retrace does not know */
  constructor(options: CommandTopicOptions) {
    this.topic = options.topic;
    this.type = options.type;
    this.#options = options;
    const definition = knownDefinition(options.type, 1);
    if (definition === null) {
      throw new AppError('not-found', `commands of type ${options.type} cannot be sent (${options.topic})`);
    }
    this.#definition = definition;
    // Listeners refuse what has another sum than the definition that they were built with.
    this.#md5sum = md5(parse(definition));
    this.#codec = openCodec('ros1', definition, options.type);
  }

  /**
   * Each listener's node has just answered and its socket has sent all it was given. Which of them is the
   * robot nobody can tell, so one that is late holds all; after 2 s without an answer it is dropped.
   */
  get isResponsive(): boolean {
    for (const { socket, watch } of this.#subscribers) {
      if (!watch.isResponsive || socket.writableLength > 0) return false;
    }
    return true;
  }

  /** A node wants to listen; answers its header. */
  accept(socket: Socket, header: ReadonlyMap<string, string>): void {
    const { callerId, topic, type, faults, findNode } = this.#options;
    const md5sum = this.#md5sum;
    const name = header.get('callerid') ?? '';
    const isOfType = ['*', type].includes(header.get('type') ?? '*');
    const isOfSum = ['*', md5sum].includes(header.get('md5sum') ?? '*');
    if (!isOfType || !isOfSum) {
      const reason = `${topic} is ${type} of ${md5sum}, not ${header.get('type')} of ${header.get('md5sum')}`;
      faults.count('listener-of-another-type', `${name}: ${reason}`);
      socket.end(encodeHeader({ error: reason }));
      return;
    }
    socket.setNoDelay(true);
    let nodeUri: string | null = null;
    const watch = new PeerWatch({
      periodMs: WATCH_PERIOD_MS,
      ask: async (timeoutMs) => {
        nodeUri ??= await findNode(name, timeoutMs);
        await ask(nodeUri, 'getPid', [callerId], timeoutMs);
      },
      onDead: (reason) => {
        faults.count('listener-lost', `${name}, which listens to ${topic}, is given up: ${reason}`);
        // Not only closed: what the system still holds for it must never arrive.
        socket.resetAndDestroy();
        remove();
        if (nodeUri !== null) void this.#awaitReturn(name, nodeUri);
      },
    });
    const subscriber = { name, socket, watch };
    const remove = (): void => {
      watch.stop();
      this.#subscribers.delete(subscriber);
    };
    this.#subscribers.add(subscriber);
    socket.on('close', remove);
    const fields = { callerid: callerId, latching: '0', md5sum, message_definition: this.#definition };
    socket.write(encodeHeader({ ...fields, topic, type }));
  }

  /** False where it was not sent to all who listen, or nobody does. */
  send(message: RosMessage): boolean {
    const { topic, faults } = this.#options;
    if (this.#subscribers.size === 0) {
      faults.count('no-listener', `a command was dropped: nobody listens to ${topic}`);
      return false;
    }
    if (!this.isResponsive) return false;
    let bytes: Buffer;
    try {
      bytes = frame(this.#codec.write(message));
    } catch (error) {
      faults.count('bad-command', `a command for ${topic} was dropped: ${messageOf(error)}`);
      return false;
    }
    for (const { socket } of this.#subscribers) socket.write(bytes);
    return true;
  }

  close(): void {
    this.#closing.abort();
    for (const { socket, watch } of this.#subscribers) {
      watch.stop();
      socket.destroySoon();
    }
  }

  /** A node of rospy that has lost its publisher waits for word from the master, for ever. */
  async #awaitReturn(name: string, nodeUri: string): Promise<void> {
    const { callerId, announce } = this.#options;
    const hasReturned = (): boolean => Array.from(this.#subscribers, (one) => one.name).includes(name);
    try {
      for (let attempt = 0; !hasReturned(); attempt += 1) {
        await pause(backoffMs(attempt), undefined, { signal: this.#closing.signal });
        const isThere = await ask(nodeUri, 'getPid', [callerId], DEAD_AFTER_MS).then(
          () => true,
          () => false,
        );
        if (isThere) await announce();
      }
    } catch {
      // The bridge is being closed, or the master is away: who comes back registers all anew.
    }
  }
}
