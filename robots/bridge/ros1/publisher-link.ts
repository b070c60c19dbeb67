import { connect, type Socket } from 'node:net';
import { AppError, messageOf } from '../../../core/errors.ts';
import { backoffMs } from '../backoff.ts';
import type { RosMessage } from '../bridge.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { type MessageCodec, openCodec } from '../message-codec.ts';
import { isRawImage } from '../raw-image.ts';
import { FrameReader } from './frame-reader.ts';
import { encodeHeader, parseHeader } from './header.ts';
import { PeerWatch } from './peer-watch.ts';
import { ask } from './xml-rpc.ts';

const MAX_MESSAGE_BYTES = 128 * 1024 * 1024;
const READ_BYTES = 128 * 1024;
const REQUEST_TIMEOUT_MS = 2000;
/** State and pictures come by themselves; this is only for a link on which nothing comes any more. */
const WATCH_PERIOD_MS = 500;

export interface PublisherLinkOptions {
  callerId: string;
  topic: string;
  /** As ROS 1 spells it. */
  type: string;
  /** Where the node that publishes answers over XML-RPC. */
  nodeUri: string;
  faults: FaultCounter;
  /** It throws nothing. */
  onMessage(message: RosMessage): void;
}

/**
 * One publisher's messages of one topic. It connects by itself and anew with back-off until it is closed:
 * a node that is killed never says that it has gone.
 */
export class PublisherLink {
  readonly #options: PublisherLinkOptions;
  #socket: Socket | null = null;
  #watch: PeerWatch | null = null;
  #codec: MessageCodec | null = null;
  #attempt = 0;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: PublisherLinkOptions) {
    this.#options = options;
    void this.#connect();
  }

  /** Messages may come: the publisher has answered with its header. */
  get isConnected(): boolean {
    return this.#codec !== null;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#watch?.stop();
    this.#socket?.destroy();
  }

  async #connect(): Promise<void> {
    const { callerId, topic, type, nodeUri, faults } = this.#options;
    let address: TcpAddress;
    try {
      const protocol = await ask(
        nodeUri,
        'requestTopic',
        [callerId, topic, [['TCPROS']]],
        REQUEST_TIMEOUT_MS,
      );
      address = tcpAddress(protocol, nodeUri);
    } catch (error) {
      faults.count('publisher-unreachable', `${topic}: ${messageOf(error)}`);
      this.#retry();
      return;
    }
    if (this.#isClosed) return;
    const frames = new FrameReader(MAX_MESSAGE_BYTES, isRawImage(type));
    const read = (chunk: Buffer): void => {
      this.#watch?.heard();
      try {
        frames.push(chunk, (bytes) => this.#receive(bytes));
      } catch (error) {
        faults.count('broken-stream', `${topic} from ${nodeUri}: ${messageOf(error)}`);
        socket.destroy();
      }
    };
    const socket = connect({
      ...address,
      noDelay: true,
      // One memory for all that is read, as the frames are copied out of it: else each read is new garbage.
      onread: {
        buffer: Buffer.allocUnsafeSlow(READ_BYTES),
        callback: (bytes, buffer) => {
          read(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
          return true;
        },
      },
    });
    this.#socket = socket;
    this.#watch = new PeerWatch({
      periodMs: WATCH_PERIOD_MS,
      ask: (timeoutMs) => ask(nodeUri, 'getPid', [callerId], timeoutMs),
      onDead: () => socket.destroy(),
    });
    socket.on('connect', () =>
      socket.write(encodeHeader({ callerid: callerId, md5sum: '*', tcp_nodelay: '1', topic, type })),
    );
    socket.on('error', (error) => faults.count('publisher-socket', `${topic}: ${error.message}`));
    socket.on('close', () => {
      this.#watch?.stop();
      this.#codec = null;
      this.#retry();
    });
  }

  /** @throws AppError for a header with which no message can be read */
  #receive(bytes: Buffer): void {
    const { topic, type, faults, onMessage } = this.#options;
    if (this.#codec === null) {
      this.#codec = codecFor(parseHeader(bytes), type);
      this.#attempt = 0;
      return;
    }
    let message: RosMessage;
    try {
      message = this.#codec.read(bytes);
    } catch (error) {
      const reason = `${bytes.byteLength} bytes of ${topic} are no ${type}: ${messageOf(error)}`;
      faults.count('malformed-message', reason);
      return;
    }
    onMessage(message);
  }

  #retry(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#connect(), backoffMs(this.#attempt));
    this.#attempt += 1;
  }
}

interface TcpAddress {
  host: string;
  port: number;
}

function tcpAddress(protocol: unknown, nodeUri: string): TcpAddress {
  const [name, host, port] = Array.isArray(protocol) ? protocol : [];
  if (name === 'TCPROS' && typeof host === 'string' && typeof port === 'number') return { host, port };
  throw new AppError(
    'invalid-input',
    `the node offers no TCPROS, but ${JSON.stringify(protocol)} (${nodeUri})`,
  );
}

function codecFor(header: ReadonlyMap<string, string>, type: string): MessageCodec {
  const error = header.get('error');
  if (error !== undefined) throw new AppError('not-allowed', `the publisher refused: ${error}`);
  if (header.get('type') !== type) {
    throw new AppError('invalid-input', `expected messages of type ${type}, found ${header.get('type')}`);
  }
  return openCodec('ros1', header.get('message_definition') ?? '', type);
}
