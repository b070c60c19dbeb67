/** A ROS message as a plain object. Byte arrays may be `Uint8Array`, base64 text or arrays of numbers. */
export type RosMessage = Record<string, unknown>;

export interface BridgeStatus {
  status: 'connecting' | 'up' | 'down';
  /** Why, in words; empty while it is up. */
  reason: string;
}

export interface Subscription {
  topic: string;
  type: string;
  /** Big messages take the bridge's binary encoding. */
  isImage: boolean;
  /** What is expected of the topic, where that is known: servers can be told to send no more. */
  rateHz?: number;
  /**
   * Called on arrival, on the hot path: it must not wait. What it throws is counted as a fault of the message.
   * The pixels of a raw `sensor_msgs/Image` are lent: they may be overwritten when it returns.
   */
  onMessage(message: RosMessage): void;
}

export interface TopicInfo {
  name: string;
  /** As the robot spells it: `sensor_msgs/JointState` or `sensor_msgs/msg/JointState`. */
  type: string;
}

/** Something arrived that could not be used. */
export interface BridgeFault {
  /** The same for all faults of one cause, such as `malformed-cbor` or `unknown-op`. */
  kind: string;
  /** The first of its kind, in words: what came, from where, what was expected. */
  message: string;
}

/**
 * The wire to a robot. It connects by itself, reconnects with back-off, and then subscribes and advertises
 * anew. Nothing is ever queued: what cannot be sent now is dropped, because a late command is a dangerous one.
 */
export interface Bridge {
  readonly url: string;
  readonly status: BridgeStatus;
  /** False while the other side is late with its answers; nothing is sent then. */
  readonly isResponsive: boolean;
  /** Commands that were dropped since the start. */
  readonly droppedCommands: number;
  onStatus(listener: (status: BridgeStatus) => void): void;
  subscribe(subscription: Subscription): void;
  advertise(topic: string, type: string): void;
  /** False when the command was dropped, for want of a link that answers and has room. */
  publish(topic: string, message: RosMessage): boolean;
  /**
   * @param type of the service, such as `std_srvs/Trigger`: some servers do not look it up
   * @throws AppError `unavailable` without a link, `timeout`, or `not-allowed` when the service refuses.
   */
  call(service: string, args: RosMessage, timeoutMs: number, type?: string): Promise<RosMessage>;
  /** A time of the robot's clock as this wire's messages spell it. */
  stamp(robotNs: bigint): RosMessage;
  /** The robot's clock now; null where the other side does not tell. For offsets: nothing else may delay it. */
  robotTimeNs(timeoutMs: number): Promise<bigint | null>;
  /** @throws AppError `unavailable` without a link or where the other side cannot list them, or `timeout`. */
  topics(timeoutMs: number): Promise<TopicInfo[]>;
  /** Null where the other side cannot tell. */
  hasPublisher(topic: string, timeoutMs: number): Promise<boolean | null>;
  /** Called once per kind of fault; `faults` goes on counting. */
  onFault(listener: (fault: BridgeFault) => void): void;
  /** What came and could not be used since the start, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  /** Topics of which only one message in so many is asked for, because the link is too slow for all of them. */
  readonly thinned?: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/**
 * The bytes of an image message's `data`, as whatever the bridge's encoding made of them.
 * Null where it is none of the three spellings. Binary data stay a view into the frame that they came in, unless
 * that would keep more than twice as much memory as they need.
 */
export function imageBytes(data: unknown): Uint8Array | null {
  if (data instanceof Uint8Array) {
    return data.buffer.byteLength > 2 * data.byteLength ? new Uint8Array(data) : data;
  }
  if (typeof data === 'string') return Buffer.from(data, 'base64');
  if (Array.isArray(data) && data.every(isByte)) return Uint8Array.from(data);
  return null;
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 255 && Number.isInteger(value);
}
