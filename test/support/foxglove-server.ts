import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { parse } from '@foxglove/rosmsg';
import { ros1, ros2jazzy } from '@foxglove/rosmsg-msgs-common';
import { MessageReader as Ros1Reader, MessageWriter as Ros1Writer } from '@foxglove/rosmsg-serialization';
import { MessageReader as CdrReader, MessageWriter as CdrWriter } from '@foxglove/rosmsg2-serialization';
import { FoxgloveServer, type Service } from '@foxglove/ws-protocol';
import { type WebSocket, WebSocketServer } from 'ws';

export type RosEncoding = 'ros1' | 'cdr';
type Definition = ReturnType<typeof parse>[number];
type Catalogue = Record<string, Definition>;

/** ROS's own definition of a type as a server offers it, as text. */
export function definitionText(type: string, encoding: RosEncoding): string {
  const catalogue = (encoding === 'ros1' ? ros1 : ros2jazzy) as unknown as Catalogue;
  const seen = new Set<string>();
  const sections: string[] = [];
  const add = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const { definitions } = catalogue[name]!;
    const lines = definitions
      .filter(({ isConstant }) => isConstant !== true)
      .map(({ type: t, name: n, isArray, arrayLength }) => {
        const spelled =
          encoding === 'cdr' && (t === 'time' || t === 'duration')
            ? `builtin_interfaces/${t === 'time' ? 'Time' : 'Duration'}`
            : t;
        return `${spelled}${isArray === true ? `[${arrayLength ?? ''}]` : ''} ${n}`;
      });
    sections.push(sections.length === 0 ? lines.join('\n') : `MSG: ${name}\n${lines.join('\n')}`);
    for (const field of definitions) if (field.isComplex === true) add(field.type);
  };
  add(type);
  return sections.join(`\n${'='.repeat(80)}\n`);
}

/** Reads and writes by the parsers alone, so that what Retrace makes of a message is checked by others' code. */
export function independentCodec(text: string, encoding: RosEncoding) {
  const definitions = parse(text, { ros2: encoding === 'cdr' });
  const reader = encoding === 'ros1' ? new Ros1Reader(definitions) : new CdrReader(definitions);
  const writer = encoding === 'ros1' ? new Ros1Writer(definitions) : new CdrWriter(definitions);
  return {
    read: (bytes: Uint8Array) => reader.readMessage(bytes) as Record<string, unknown>,
    write: (message: unknown) => writer.writeMessage(message),
  };
}

export interface FoxgloveRobotOptions {
  encoding: RosEncoding;
  port?: number;
  subprotocol?: string;
  capabilities?: string[];
  supportedEncodings?: string[];
}

type Answer = Uint8Array | Error | null;

export interface Received {
  topic: string;
  schemaName: string;
  encoding: string;
  bytes: Uint8Array;
  message: Record<string, unknown>;
}

/**
 * A robot behind the Foxglove protocol's own server class, with ROS's own definitions and serializers: nothing
 * of it is Retrace's.
 */
export class FoxgloveRobot {
  readonly server: FoxgloveServer;
  readonly sockets: WebSocket[] = [];
  readonly received: Received[] = [];
  /** What clients said as text, in order. */
  readonly said: { op: string; [key: string]: unknown }[] = [];
  /** Answers a call: bytes of the response, an Error for a refusal, or null for silence. */
  onCall: (service: string, request: Uint8Array) => Answer | Promise<Answer> = () => null;
  onReceived: (message: Received) => void = () => {};
  readonly #encoding: RosEncoding;
  readonly #socketServer: WebSocketServer;
  readonly #channels = new Map<string, { id: number; write(message: unknown): Uint8Array }>();
  readonly #services = new Map<number, string>();

  private constructor(options: FoxgloveRobotOptions, socketServer: WebSocketServer) {
    const { encoding, capabilities = ['clientPublish', 'services', 'time', 'connectionGraph'] } = options;
    this.#encoding = encoding;
    this.#socketServer = socketServer;
    const { supportedEncodings = [encoding] } = options;
    this.server = new FoxgloveServer({ name: 'robot', capabilities, supportedEncodings });
    socketServer.on('connection', (socket) => {
      this.sockets.push(socket);
      this.server.handleConnection(socket as never, 'client');
      socket.on('message', (data, isBinary) => {
        if (!isBinary) this.said.push(JSON.parse(String(data)));
      });
    });
    this.server.on('message', ({ channel, data }) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const isJson = channel.encoding === 'json';
      const type = channel.schemaName.replace('/msg/', '/');
      const message = isJson
        ? JSON.parse(new TextDecoder().decode(bytes))
        : independentCodec(definitionText(type, encoding), encoding).read(bytes);
      const { topic, schemaName, encoding: received } = channel;
      this.received.push({ topic, schemaName, encoding: received, bytes, message });
      this.onReceived(this.received.at(-1)!);
    });
    this.server.on('serviceCallRequest', async ({ serviceId, callId, encoding: used, data }, connection) => {
      const request = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const answer = await this.onCall(this.#services.get(serviceId)!, request);
      if (answer === null) return;
      if (answer instanceof Error) {
        const failure = { op: 'serviceCallFailure' as const, serviceId, callId, message: answer.message };
        this.server.sendServiceCallFailure(failure, connection);
      } else {
        this.server.sendServiceCallResponse({ serviceId, callId, encoding: used, data: answer }, connection);
      }
    });
  }

  static async start(options: FoxgloveRobotOptions): Promise<FoxgloveRobot> {
    const { port = 0, subprotocol = FoxgloveServer.SUPPORTED_SUBPROTOCOL } = options;
    const socketServer = new WebSocketServer({
      host: '127.0.0.1',
      port,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    });
    await once(socketServer, 'listening');
    return new FoxgloveRobot(options, socketServer);
  }

  get port(): number {
    return (this.#socketServer.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Offers a topic of a type that ROS defines. */
  offer(topic: string, type: string): void {
    const schema = definitionText(type, this.#encoding);
    const schemaName = this.#encoding === 'cdr' ? type.replace('/', '/msg/') : type;
    const schemaEncoding = this.#encoding === 'cdr' ? 'ros2msg' : 'ros1msg';
    const id = this.server.addChannel({
      topic,
      encoding: this.#encoding,
      schemaName,
      schema,
      schemaEncoding,
    });
    const { write } = independentCodec(schema, this.#encoding);
    this.#channels.set(topic, { id, write });
  }

  offerJson(topic: string, type: string): void {
    const channel = { topic, encoding: 'json', schemaName: type, schema: '{}', schemaEncoding: 'jsonschema' };
    const id = this.server.addChannel(channel);
    this.#channels.set(topic, { id, write: (message) => Buffer.from(JSON.stringify(message)) });
  }

  withdraw(topic: string): void {
    this.server.removeChannel(this.#channels.get(topic)!.id);
    this.#channels.delete(topic);
  }

  offerService(name: string, requestSchema: string, responseSchema: string): void {
    this.addService(name, { requestSchema, responseSchema });
  }

  addService(name: string, parts: Omit<Service, 'id' | 'name' | 'type'>): void {
    const id = this.server.addService({ name, type: 'test_srvs/Any', ...parts });
    this.#services.set(id, name);
  }

  send(topic: string, message: unknown): void {
    const { id, write } = this.#channels.get(topic)!;
    this.sendBytes(id, write(message));
  }

  sendBytes(channelId: number, bytes: Uint8Array): void {
    this.server.sendMessage(channelId, BigInt(Date.now()) * 1_000_000n, bytes as Uint8Array<ArrayBuffer>);
  }

  channelId(topic: string): number {
    return this.#channels.get(topic)!.id;
  }

  /** What clients said of this kind, in order. */
  saidOf(op: string): { op: string; [key: string]: unknown }[] {
    return this.said.filter((message) => message.op === op);
  }

  /** The socket of a client stops being read, as when its process or its network hangs. */
  freeze(socket: WebSocket): void {
    (socket as unknown as { _socket: Socket })._socket.pause();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await new Promise((resolve) => this.#socketServer.close(resolve));
  }
}
