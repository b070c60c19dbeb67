import { Decoder } from 'cbor-x';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { AppError, messageOf } from '../../../core/errors.ts';
import { readStamp, writeStamp } from '../../ros-time.ts';
import { backoffMs } from '../backoff.ts';
import type { Bridge, BridgeFault, BridgeStatus, RosMessage, Subscription, TopicInfo } from '../bridge.ts';
import { FaultCounter } from '../fault-counter.ts';
import { LinkWatch } from '../link-watch.ts';

const TIME_SERVICE = '/rosapi/get_time';
const TOPICS_SERVICE = '/rosapi/topics';
const PUBLISHERS_SERVICE = '/rosapi/publishers';

const topicsSchema = z.object({ topics: z.array(z.string()), types: z.array(z.string()) });
const publishersSchema = z.object({ publishers: z.array(z.string()) });

/** A command waits behind what is already in the socket; more than this is a stalled link. */
const MAX_BUFFERED_BYTES = 4096;
/** Servers take a moment to unsubscribe; closing at once has been seen to hang them (RobotWebTools/rosbridge_suite#891). */
const POLITE_CLOSE_MS = 150;

const incomingSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('publish'), topic: z.string(), msg: z.record(z.string(), z.unknown()) }),
  z.object({
    op: z.literal('service_response'),
    id: z.string(),
    result: z.boolean(),
    values: z.unknown().optional(),
  }),
]);

interface PendingCall {
  resolve(values: RosMessage): void;
  reject(error: AppError): void;
  timer: NodeJS.Timeout;
}

export interface RosbridgeOptions {
  url: string;
  rosVersion?: 1 | 2 | undefined;
}

/**
 * A client of the rosbridge v2 protocol (ROSBRIDGE_PROTOCOL.md of rosbridge_suite). Images come as CBOR, the
 * rest as JSON, since the ROS 1 server loses CBOR messages with string arrays.
 */
export class RosbridgeClient implements Bridge {
  readonly url: string;
  readonly #rosVersion: 1 | 2;
  readonly #queueLength: 0 | 1;
  readonly #faults = new FaultCounter();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #advertised = new Map<string, string>();
  readonly #calls = new Map<string, PendingCall>();
  readonly #statusListeners: ((status: BridgeStatus) => void)[] = [];
  readonly #decoder = new Decoder({ mapsAsObjects: true, useRecords: false });
  #status: BridgeStatus = { status: 'connecting', reason: 'first attempt' };
  #socket: WebSocket | null = null;
  #watch: LinkWatch | null = null;
  #reconnectTimer: NodeJS.Timeout | null = null;
  #attempt = 0;
  #callCount = 0;
  #droppedCommands = 0;
  #isClosed = false;

  constructor({ url, rosVersion = 2 }: RosbridgeOptions) {
    this.url = url;
    this.#rosVersion = rosVersion;
    // The servers need opposite settings: on ROS 1 a queue of 0 lets one slow client stall all others, on
    // ROS 2 up to 2.1.0 a queue of 1 can spin for ever after an abrupt disconnect.
    this.#queueLength = rosVersion === 1 ? 1 : 0;
    this.#connect();
  }

  get status(): BridgeStatus {
    return this.#status;
  }

  get isResponsive(): boolean {
    return this.#watch?.isResponsive() === true;
  }

  get droppedCommands(): number {
    return this.#droppedCommands;
  }

  onStatus(listener: (status: BridgeStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  subscribe(subscription: Subscription): void {
    this.#subscriptions.set(subscription.topic, subscription);
    if (this.#status.status === 'up') this.#sendSubscribe(subscription);
  }

  advertise(topic: string, type: string): void {
    this.#advertised.set(topic, type);
    if (this.#status.status === 'up') this.#sendAdvertise(topic, type);
  }

  publish(topic: string, message: RosMessage): boolean {
    const socket = this.#socket;
    const canSend = socket !== null && this.isResponsive && socket.bufferedAmount < MAX_BUFFERED_BYTES;
    if (canSend) this.#send({ op: 'publish', topic, msg: message });
    else this.#droppedCommands += 1;
    return canSend;
  }

  call(service: string, args: RosMessage, timeoutMs: number): Promise<RosMessage> {
    return new Promise((resolve, reject) => {
      if (this.#status.status !== 'up') {
        reject(
          new AppError('unavailable', `${service} was not called: the bridge is ${this.#status.status}`),
        );
        return;
      }
      this.#callCount += 1;
      const id = `call:${this.#callCount}`;
      const timer = setTimeout(() => {
        this.#calls.delete(id);
        reject(new AppError('timeout', `${service} gave no answer within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#calls.set(id, { resolve, reject, timer });
      this.#send({ op: 'call_service', id, service, args });
    });
  }

  stamp(robotNs: bigint): RosMessage {
    return writeStamp(robotNs, this.#rosVersion);
  }

  async robotTimeNs(timeoutMs: number): Promise<bigint | null> {
    try {
      return readStamp((await this.call(TIME_SERVICE, {}, timeoutMs)).time);
    } catch {
      // No such service, or no link.
      return null;
    }
  }

  async topics(timeoutMs: number): Promise<TopicInfo[]> {
    const answer = topicsSchema.safeParse(await this.call(TOPICS_SERVICE, {}, timeoutMs));
    if (!answer.success) throw new AppError('unavailable', `${TOPICS_SERVICE} did not answer with topics`);
    const { topics, types } = answer.data;
    return topics.map((name, i) => ({ name, type: types[i] ?? '' }));
  }

  async hasPublisher(topic: string, timeoutMs: number): Promise<boolean | null> {
    try {
      const answer = publishersSchema.safeParse(await this.call(PUBLISHERS_SERVICE, { topic }, timeoutMs));
      return answer.success ? answer.data.publishers.length > 0 : null;
    } catch {
      return null;
    }
  }

  get faults(): ReadonlyMap<string, number> {
    return this.#faults.counts;
  }

  onFault(listener: (fault: BridgeFault) => void): void {
    this.#faults.onFirst(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#reconnectTimer !== null) clearTimeout(this.#reconnectTimer);
    const socket = this.#socket;
    if (socket === null) return;
    if (socket.readyState === socket.OPEN) {
      for (const topic of this.#subscriptions.keys()) this.#send({ op: 'unsubscribe', topic });
      for (const topic of this.#advertised.keys()) this.#send({ op: 'unadvertise', topic });
      await new Promise((resolve) => setTimeout(resolve, POLITE_CLOSE_MS));
      socket.close();
    } else {
      socket.terminate();
    }
    this.#watch?.stop();
  }

  #connect(): void {
    const socket = new WebSocket(this.url, { perMessageDeflate: false, handshakeTimeout: 3000 });
    this.#socket = socket;
    let reason = '';
    socket.on('error', (error) => {
      reason = describeSocketError(error, this.url);
    });
    socket.on('open', () => {
      this.#attempt = 0;
      this.#watch = new LinkWatch(socket, (silentMs) => {
        reason = `no answer for ${(silentMs / 1000).toFixed(1)} s`;
        socket.terminate();
      });
      this.#setStatus({ status: 'up', reason: '' });
      for (const [topic, type] of this.#advertised) this.#sendAdvertise(topic, type);
      for (const subscription of this.#subscriptions.values()) this.#sendSubscribe(subscription);
    });
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('close', (code) => {
      this.#watch?.stop();
      this.#watch = null;
      this.#failCalls();
      if (this.#isClosed) return;
      this.#setStatus({ status: 'down', reason: reason || `the bridge closed the link (code ${code})` });
      this.#reconnectTimer = setTimeout(() => this.#connect(), backoffMs(this.#attempt));
      this.#attempt += 1;
    });
  }

  #receive(data: Buffer, isBinary: boolean): void {
    let raw: unknown;
    try {
      raw = isBinary ? this.#decoder.decode(data) : JSON.parse(data.toString());
    } catch (error) {
      this.#faults.count(
        isBinary ? 'malformed-cbor' : 'malformed-json',
        `a message of ${data.byteLength} bytes was not understood: ${messageOf(error)} (${this.url})`,
      );
      return;
    }
    const parsed = incomingSchema.safeParse(raw);
    // Servers may say more than we ask for, such as "status"; only answers and messages concern us.
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.op === 'publish') {
      this.#subscriptions.get(message.topic)?.onMessage(message.msg);
      return;
    }
    this.#watch?.heardAnswer();
    const call = this.#calls.get(message.id);
    if (call === undefined) return;
    this.#calls.delete(message.id);
    clearTimeout(call.timer);
    if (message.result) call.resolve((message.values ?? {}) as RosMessage);
    else call.reject(new AppError('not-allowed', `the robot refused: ${String(message.values)}`));
  }

  #failCalls(): void {
    for (const call of this.#calls.values()) {
      clearTimeout(call.timer);
      call.reject(new AppError('unavailable', 'the bridge went down before the service answered'));
    }
    this.#calls.clear();
  }

  #sendSubscribe({ topic, type, isImage }: Subscription): void {
    this.#send({
      op: 'subscribe',
      topic,
      type,
      compression: isImage ? 'cbor' : 'none',
      queue_length: this.#queueLength,
    });
  }

  #sendAdvertise(topic: string, type: string): void {
    this.#send({ op: 'advertise', topic, type, queue_size: 1 });
  }

  #send(message: RosMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #setStatus(status: BridgeStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }
}

function describeSocketError(error: Error, url: string): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return `nothing answers at ${url}`;
  if (code === 'ENOTFOUND') return `no machine of that name: ${url}`;
  return `${messageOf(error)} (${url})`;
}
