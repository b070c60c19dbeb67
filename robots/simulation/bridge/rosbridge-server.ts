import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError, messageOf } from '../../../core/errors.ts';
import { parseJson } from '../../../core/parse.ts';
import type { Frame, Message } from './encoding.ts';
import { type Compression, type Operation, operationSchema } from './operations.ts';
import type { Quirks } from './quirks.ts';
import { Subscriber } from './subscriber.ts';
import { TOPIC_TYPES } from './topics.ts';

/** A socket's end without a goodbye (RFC 6455, 7.4.1). */
const CUT_OFF = 1006;

export interface RosbridgeServerOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  isLossless: boolean;
  quirks: Quirks;
  /** @throws AppError when the message is not one of the topic's type. */
  onPublish(topic: string, message: unknown): void;
  /** The values of the response. @throws AppError `not-found` when there is no such service. */
  onCall(service: string, args: unknown): Promise<Message>;
}

/**
 * A server of the rosbridge v2 protocol. Like the real ones it never tells a client that an operation was
 * wrong; it writes a line to stderr. Only service calls are answered. With quirks it has the faults of one of
 * the real ones.
 */
export class RosbridgeServer {
  readonly #options: RosbridgeServerOptions;
  readonly #server: WebSocketServer;
  readonly #subscribers = new Map<WebSocket, Subscriber>();
  /** Topics that stand still, and for whom; null for ever, since that one has left. */
  readonly #blockedFor = new Map<string, Subscriber | null>();
  /** Who came to a server that spins. */
  readonly #unanswered = new Set<Socket>();
  /** Counts of clients that have left. */
  #droppedImages = 0;
  #isSpinning = false;

  private constructor(options: RosbridgeServerOptions) {
    this.#options = options;
    const { host, port } = options;
    this.#server = new WebSocketServer({
      host,
      port,
      perMessageDeflate: false,
      // Who comes to a server that spins is neither let in nor turned away.
      verifyClient: ({ req }, letIn) => {
        if (this.#isSpinning) this.#unanswered.add(req.socket);
        else letIn(true);
      },
    });
    this.#server.on('connection', (socket, request) => {
      request.socket.setNoDelay(options.quirks.hasNoDelay);
      this.#welcome(socket);
    });
  }

  /** @throws AppError `unavailable` when the address cannot be listened on. */
  static async listen(options: RosbridgeServerOptions): Promise<RosbridgeServer> {
    const { host, port } = options;
    const server = new RosbridgeServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('listening', resolve);
      server.#server.once('error', (cause) => {
        const text = `cannot listen on ${host}:${port}: ${cause.message}`;
        reject(new AppError('unavailable', text, { cause, details: { host, port } }));
      });
    });
    return server;
  }

  get url(): string {
    return `ws://${this.#options.host}:${(this.#server.address() as AddressInfo).port}`;
  }

  get droppedImages(): number {
    return [...this.#subscribers.values()].reduce((sum, s) => sum + s.droppedImages, this.#droppedImages);
  }

  hasSubscriber(topic: string): boolean {
    for (const subscriber of this.#subscribers.values()) if (subscriber.isSubscribed(topic)) return true;
    return false;
  }

  publish(topic: string, message: Message, timeNs: bigint): void {
    if (this.#isBlocked(topic)) return;
    const encoded = new Map<Compression, Frame>();
    for (const subscriber of this.#subscribers.values()) subscriber.publish(topic, message, timeNs, encoded);
  }

  async close(): Promise<void> {
    for (const socket of this.#subscribers.keys()) socket.terminate();
    for (const socket of this.#unanswered) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #welcome(socket: WebSocket): void {
    const { isLossless, quirks } = this.#options;
    const subscriber = new Subscriber(socket, isLossless, quirks);
    this.#subscribers.set(socket, subscriber);
    let before = Promise.resolve();
    socket.on('message', (data, isBinary) => {
      const text = isBinary ? null : String(data);
      if (quirks.isSerial) before = before.then(() => this.#receive(socket, text));
      else void this.#receive(socket, text);
    });
    socket.on('error', (error) => warn(error.message));
    socket.on('close', (code) => {
      this.#subscribers.delete(socket);
      this.#droppedImages += subscriber.droppedImages;
      if (quirks.queue === 'spins-with' && code === CUT_OFF && subscriber.hasQueue) this.#isSpinning = true;
      for (const [topic, blocker] of this.#blockedFor) {
        if (blocker === subscriber) this.#blockedFor.set(topic, null);
      }
    });
  }

  #isBlocked(topic: string): boolean {
    if (this.#options.quirks.queue !== 'blocks-without') return false;
    if (this.#blockedFor.get(topic) === null) return true;
    const blocker = [...this.#subscribers.values()].find((subscriber) => subscriber.blocks(topic));
    if (blocker === undefined) this.#blockedFor.delete(topic);
    else this.#blockedFor.set(topic, blocker);
    return blocker !== undefined;
  }

  async #receive(socket: WebSocket, text: string | null): Promise<void> {
    let operation: Operation | null = null;
    try {
      if (text === null) throw new AppError('invalid-input', 'a binary frame: clients send JSON text');
      operation = parseJson(operationSchema, text, 'rosbridge operation');
      this.#checkType(operation);
      if (operation.op === 'call_service') await this.#call(socket, operation);
      else this.#perform(this.#subscribers.get(socket), operation);
    } catch (error) {
      warn(messageOf(error));
      if (!this.#options.quirks.needsTypes) return;
      const id = operation?.op === 'call_service' ? operation.id : undefined;
      socket.send(JSON.stringify({ op: 'status', level: 'error', msg: messageOf(error), id }));
    }
  }

  #perform(subscriber: Subscriber | undefined, operation: Exclude<Operation, { op: 'call_service' }>): void {
    const { op, topic } = operation;
    if (!TOPIC_TYPES.has(topic)) throw new AppError('not-found', `no such topic: ${topic}`);
    if (op === 'publish') this.#options.onPublish(topic, operation.msg);
    else if (op === 'subscribe') subscriber?.subscribe(operation);
    else if (op === 'unsubscribe') subscriber?.unsubscribe(topic);
  }

  /** ROS 2's servers take the short spelling of ROS 1 too. */
  #checkType(operation: Operation): void {
    if (operation.op === 'publish' || operation.op === 'unsubscribe' || operation.op === 'unadvertise')
      return;
    const { needsTypes, rosVersion } = this.#options.quirks;
    if (operation.type === undefined) {
      if (needsTypes) throw new AppError('invalid-input', `${operation.op}: the type is missing`);
      return;
    }
    if (operation.op === 'call_service') return;
    const { topic, type } = operation;
    const expected = TOPIC_TYPES.get(topic);
    const found = rosVersion === 2 ? type.replace('/msg/', '/') : type;
    if (expected !== undefined && found !== expected) {
      throw new AppError('invalid-input', `${topic} has type ${expected}, not ${type}`);
    }
  }

  async #call(socket: WebSocket, { id, service, args }: Extract<Operation, { op: 'call_service' }>) {
    let values: Message | string;
    let result = true;
    try {
      values = await this.#options.onCall(service, args);
    } catch (error) {
      if (this.#options.quirks.needsTypes) throw error;
      values = messageOf(error);
      result = false;
    }
    socket.send(JSON.stringify({ op: 'service_response', id, service, values, result }));
  }
}

function warn(text: string): void {
  console.error(`simulation: ${text}`);
}
