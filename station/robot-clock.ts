import type { Clock } from '../core/time.ts';
import type { Bridge, RosMessage } from '../robots/bridge/bridge.ts';
import { ClockOffset, type OffsetEstimate } from '../robots/bridge/clock-offset.ts';
import { headerStampNs } from '../robots/ros-time.ts';
import type { StreamSample } from './stream.ts';

const PROBES_PER_ROUND = 9;
const PROBE_ROUND_PERIOD_MS = 10_000;
const PROBE_TIMEOUT_MS = 1000;

export interface RobotClockOptions {
  bridge: Bridge;
  clock: Clock;
  /** A robot in stepped time shares the station's clock; otherwise the offset is estimated. */
  sharesClock: boolean;
}

/** What the robot's stamps are on the station's clock, and the other way round. */
export class RobotClock {
  readonly #bridge: Bridge;
  readonly #clock: Clock;
  readonly #sharesClock: boolean;
  #held: OffsetEstimate | null = null;
  #offset = new ClockOffset();
  #probeTimer: NodeJS.Timeout | null = null;

  constructor({ bridge, clock, sharesClock }: RobotClockOptions) {
    this.#bridge = bridge;
    this.#clock = clock;
    this.#sharesClock = sharesClock;
    if (sharesClock) return;
    bridge.onStatus(({ status }) => {
      if (status === 'up') void this.#probe();
      // What comes back may be another computer, or the same with its clock set anew.
      else this.#offset = new ClockOffset();
    });
    this.#probeTimer = setInterval(() => void this.#probe(), PROBE_ROUND_PERIOD_MS);
  }

  /**
   * From here until {@link follow} all stamps of an episode are mapped by one offset: a better estimate in
   * the middle would bend its time.
   */
  hold(): void {
    this.#held = this.offset();
  }

  follow(): void {
    this.#held = null;
  }

  /** What stamps are mapped by; null as long as nothing is known. */
  offset(): OffsetEstimate | null {
    return this.#held ?? this.newestOffset();
  }

  /** Also while another is held. */
  newestOffset(): OffsetEstimate | null {
    if (this.#sharesClock) return { offsetNs: 0n, errorNs: 0n, method: 'shared' };
    return this.#offset.estimate();
  }

  /** A message without a stamp of its own counts as made when it arrived. */
  stamp<V>(message: RosMessage, value: V): StreamSample<V> {
    const receivedNs = this.#clock.nowNs();
    const robotNs = headerStampNs(message);
    if (robotNs === null) return { stampNs: receivedNs, receivedNs, value };
    if (!this.#sharesClock) this.#offset.addMessage(robotNs, receivedNs);
    return { stampNs: robotNs + this.offset()!.offsetNs, receivedNs, value };
  }

  /**
   * Now on the robot's clock, and rather a little before than after it: a controller goes on driving by a
   * command from the future for as long as that lasts. Null as long as nothing is known of that clock.
   */
  commandTimeNs(nowNs: bigint): bigint | null {
    // Not the one that an episode holds: over a long one the clocks drift apart.
    const offset = this.newestOffset();
    if (offset === null) return null;
    // The least delay of messages puts the estimate into the past by that delay already.
    const marginNs = offset.method === 'request' ? offset.errorNs : 0n;
    return nowNs - offset.offsetNs - marginNs;
  }

  close(): void {
    if (this.#probeTimer !== null) clearInterval(this.#probeTimer);
  }

  async #probe(): Promise<void> {
    for (let i = 0; i < PROBES_PER_ROUND; i += 1) {
      const sentNs = this.#clock.nowNs();
      const robotNs = await this.#bridge.robotTimeNs(PROBE_TIMEOUT_MS);
      // The least delay of stamped messages serves instead.
      if (robotNs === null) return;
      this.#offset.addProbe(sentNs, this.#clock.nowNs(), robotNs);
    }
  }
}
