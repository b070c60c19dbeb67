import type { RosMessage, Subscription } from '../bridge.ts';

export type RosVersion = 1 | 2;

/** Where no service tells, the spelling of a header's stamp does. Null for a message without one. */
export function versionOfMessage(message: RosMessage): RosVersion | null {
  const stamp = (message.header as RosMessage | null | undefined)?.stamp;
  if (typeof stamp !== 'object' || stamp === null) return null;
  if ('nanosec' in stamp) return 2;
  return 'nsecs' in stamp ? 1 : null;
}

/**
 * The operation that subscribes. Images come as CBOR, the rest as JSON, since the ROS 1 server loses CBOR
 * messages that hold string arrays or arrays of fixed size.
 *
 * The servers need opposite queues. ROS 1 without one blocks a topic for all clients while one is slow, and
 * for ever when that one leaves; ROS 2 up to 2.1.0 with one may spin for ever after an abrupt disconnect.
 *
 * @param keepOneIn 1 for every message, 2 for every second one, …
 */
export function subscribeOperation(
  { topic, type, isImage, rateHz }: Subscription,
  version: RosVersion | null,
  keepOneIn: number,
): RosMessage {
  return {
    op: 'subscribe',
    topic,
    type,
    compression: isImage ? 'cbor' : 'none',
    queue_length: version === 1 ? 1 : 0,
    throttle_rate: throttleMs(rateHz, version, keepOneIn),
  };
}

/** Half a period less than the wanted distance: messages that come a little early must not be lost as well. */
function throttleMs(rateHz: number | undefined, version: RosVersion | null, keepOneIn: number): number {
  if (rateHz === undefined || (version !== null && keepOneIn === 1)) return 0;
  return Math.floor(((keepOneIn - 0.5) * 1000) / rateHz);
}
