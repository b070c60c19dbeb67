/** The servers that the simulated robot can pass for. */
export const QUIRK_NAMES = ['ros1', 'ros2-2.1', 'web-bridge'] as const;
export type QuirksName = (typeof QUIRK_NAMES)[number];

/** In what a rosbridge server differs from a good one. */
export interface Quirks {
  /** Stamps and types are spelled as this ROS does. */
  rosVersion: 1 | 2;
  hasRosapi: boolean;
  /** Without, Nagle's algorithm keeps small messages back until all before are acknowledged. */
  hasNoDelay: boolean;
  /** How JSON spells `uint8[]`. */
  jsonBytes: 'base64' | 'numbers';
  /** Whether `compression`, `throttle_rate` and `queue_length` of a subscription mean anything. */
  heedsOptions: boolean;
  /** A CBOR message with strings in an array never leaves the server. */
  losesStringArrays: boolean;
  /** What comes on a connection waits until the service call before it has ended. */
  isSerial: boolean;
  /** Operations must name the type, and what goes wrong is told by a `status`. */
  needsTypes: boolean;
  /**
   * `blocks-without`: a topic stands still for all while a subscriber without a queue is slow, and for ever when
   * that one leaves. `spins-with`: after a subscriber with a queue is cut off, nobody can connect any more.
   */
  queue: 'good' | 'blocks-without' | 'spins-with';
  /** Whether a slow client gets the newest only, or in the end everything. */
  dropsForSlow: boolean;
}

export const NO_QUIRKS: Quirks = {
  rosVersion: 1,
  hasRosapi: true,
  hasNoDelay: true,
  jsonBytes: 'base64',
  heedsOptions: true,
  losesStringArrays: false,
  isSerial: false,
  needsTypes: false,
  queue: 'good',
  dropsForSlow: true,
};

/** As measured on rosbridge_suite 0.11.17 of ROS 1, rosbridge 2.1.0 of ROS 2 Humble, and ros2-web-bridge 0.3.0. */
export const QUIRKS: Readonly<Record<QuirksName, Quirks>> = {
  ros1: { ...NO_QUIRKS, hasNoDelay: false, losesStringArrays: true, queue: 'blocks-without' },
  'ros2-2.1': { ...NO_QUIRKS, rosVersion: 2, isSerial: true, queue: 'spins-with', dropsForSlow: false },
  'web-bridge': {
    ...NO_QUIRKS,
    rosVersion: 2,
    hasRosapi: false,
    jsonBytes: 'numbers',
    heedsOptions: false,
    needsTypes: true,
    dropsForSlow: false,
  },
};
