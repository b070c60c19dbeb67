import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError, messageOf } from '../../../core/errors.ts';
import { parseJson } from '../../../core/parse.ts';
import type { Frame, Message } from './encoding.ts';
import { type Compression, type Operation, operationSchema } from './operations.ts';
import { Subscriber } from './subscriber.ts';
import { TOPIC_TYPES } from './topics.ts';

export interface RosbridgeServerOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  isLossless: boolean;
  /** @throws AppError when the message is not one of the topic's type. */
  onPublish(topic: string, message: unknown): void;
  /** The values of the response. @throws AppError `not-found` when there is no such service. */
  onCall(service: string, args: unknown): Promise<Message>;
}

/**
 * A server of the rosbridge v2 protocol. Like the real ones it never tells a client that an operation was
 * wrong; it writes a line to stderr. Only service calls are answered.
 */
export class RosbridgeServer {
  readonly #options: RosbridgeServerOptions;
  readonly #server: WebSocketServer;
  readonly #subscribers = new Map<WebSocket, Subscriber>();
  /** Counts of clients that have left. */
  #droppedImages = 0;

  private constructor(server: WebSocketServer, options: RosbridgeServerOptions) {
    this.#options = options;
    this.#server = server;
    server.on('connection', (socket, request) => {
      request.socket.setNoDelay(true);
      const subscriber = new Subscriber(socket, options.isLossless);
      this.#subscribers.set(socket, subscriber);
      socket.on('message', (data, isBinary) => this.#receive(socket, isBinary ? null : String(data)));
      socket.on('error', (error) => warn(error.message));
      socket.on('close', () => {
        this.#subscribers.delete(socket);
        this.#droppedImages += subscriber.droppedImages;
      });
    });
  }

  /** @throws AppError `unavailable` when the address cannot be listened on. */
  static async listen(options: RosbridgeServerOptions): Promise<RosbridgeServer> {
    const { host, port } = options;
    const server = new WebSocketServer({ host, port, perMessageDeflate: false });
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', (cause) => {
        const text = `cannot listen on ${host}:${port}: ${cause.message}`;
        reject(new AppError('unavailable', text, { cause, details: { host, port } }));
      });
    });
    return new RosbridgeServer(server, options);
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
    const encoded = new Map<Compression, Frame>();
    for (const subscriber of this.#subscribers.values()) subscriber.publish(topic, message, timeNs, encoded);
  }

  async close(): Promise<void> {
    for (const socket of this.#subscribers.keys()) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #receive(socket: WebSocket, text: string | null): void {
    try {
      if (text === null) throw new AppError('invalid-input', 'a binary frame: clients send JSON text');
      const operation = parseJson(operationSchema, text, 'rosbridge operation');
      if (operation.op === 'call_service') void this.#call(socket, operation);
      else this.#perform(this.#subscribers.get(socket)!, operation);
    } catch (error) {
      warn(messageOf(error));
    }
  }

  #perform(subscriber: Subscriber, operation: Exclude<Operation, { op: 'call_service' }>): void {
    const { topic } = operation;
    const type = TOPIC_TYPES.get(topic);
    if (type === undefined) throw new AppError('not-found', `no such topic: ${topic}`);
    if ('type' in operation && operation.type !== undefined && operation.type !== type) {
      throw new AppError('invalid-input', `${topic} has type ${type}, not ${operation.type}`);
    }
    if (operation.op === 'publish') this.#options.onPublish(topic, operation.msg);
    else if (operation.op === 'subscribe') {
      subscriber.subscribe(topic, operation.compression, operation.throttle_rate);
    } else if (operation.op === 'unsubscribe') subscriber.unsubscribe(topic);
  }

  async #call(socket: WebSocket, { id, service, args }: Extract<Operation, { op: 'call_service' }>) {
    let values: Message | string;
    let result = true;
    try {
      values = await this.#options.onCall(service, args);
    } catch (error) {
      values = messageOf(error);
      result = false;
    }
    socket.send(JSON.stringify({ op: 'service_response', id, service, values, result }));
  }
}

function warn(text: string): void {
  console.error(`simulation: ${text}`);
}
