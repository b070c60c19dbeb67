import { toMs } from '../core/time.ts';
import type { Bridge, RosMessage } from '../robots/bridge/bridge.ts';
import { commandMessage, hasVelocity, isGoal, isStamped } from '../robots/commands.ts';
import type { CommandProfile, RobotProfile } from '../robots/profile.ts';
import { CommandEcho } from './command-echo.ts';
import { LatencyMeter } from './latency-meter.ts';
import type { RobotClock } from './robot-clock.ts';
import type { StreamSample } from './stream.ts';

/** What the robot is told: action values become its messages, and those that come back tell their delay. */
export class RobotCommands {
  readonly #profile: RobotProfile;
  readonly #bridge: Bridge;
  readonly #clock: RobotClock;
  readonly #holds: CommandProfile[];
  /** What each goal topic was last told. */
  readonly #goals = new Map<string, string>();
  readonly #echoes: Map<string, CommandEcho>;
  #echoed: StreamSample<number[]>[] = [];
  /** From the sending of a command until it was heard on its topic. */
  readonly echoLatency = new LatencyMeter();

  constructor(profile: RobotProfile, bridge: Bridge, clock: RobotClock) {
    this.#profile = profile;
    this.#bridge = bridge;
    this.#clock = clock;
    this.#holds = profile.commands.filter((command) => hasVelocity(profile, command));
    this.#echoes = new Map(
      profile.commands.map((command, i) => [command.topic, new CommandEcho(command, i)]),
    );
    for (const { topic, type } of profile.commands) bridge.advertise(topic, type);
    // Whoever comes back may have forgotten its goals.
    bridge.onStatus(({ status }) => {
      if (status !== 'up') this.forgetGoals();
    });
  }

  /** Send one value per action. False when any of the messages was dropped. */
  send(values: readonly number[], nowNs: bigint): boolean {
    return this.#publish(this.#profile.commands, values, nowNs);
  }

  /** As {@link send}, but only what would otherwise go on moving: positions stay as they were sent. */
  sendHold(values: readonly number[], nowNs: bigint): boolean {
    return this.#publish(this.#holds, values, nowNs);
  }

  /** Whether a hold is something to send: a robot that is told positions only stays by itself. */
  get hasHold(): boolean {
    return this.#holds.length > 0;
  }

  forgetGoals(): void {
    this.#goals.clear();
  }

  /**
   * A message on a command's topic.
   *
   * @throws AppError `invalid-input` where it does not hold what the profile says.
   */
  heard(topic: string, message: RosMessage, nowNs: bigint): void {
    const echo = this.#echoes.get(topic)!.heard(message, nowNs);
    if (echo === null) return;
    this.#echoed.push(echo);
    this.echoLatency.add(toMs(echo.receivedNs - echo.stampNs));
  }

  /** Commands that came back since this was last asked: sent at `stampNs`, heard at `receivedNs`. */
  takeEchoes(): StreamSample<number[]>[] {
    const echoes = this.#echoed;
    this.#echoed = [];
    return echoes;
  }

  #publish(commands: readonly CommandProfile[], values: readonly number[], nowNs: bigint): boolean {
    const robotNs = this.#clock.commandTimeNs(nowNs);
    // False of one that could not be sent; it must not keep the others from it.
    return commands
      .map((command) => {
        if (robotNs === null && isStamped(command)) return false;
        const message = commandMessage(this.#profile, command, values, robotNs ?? 0n, (ns) =>
          this.#bridge.stamp(ns),
        );
        if (message === null) return false;
        if (isGoal(command)) return this.#publishGoal(command, values, message);
        const isSent = this.#bridge.publish(command.topic, message);
        if (isSent) this.#echoes.get(command.topic)!.sent(message, nowNs);
        return isSent;
      })
      .every((isSent) => isSent);
  }

  /** Each goal is a new order, so one that has been given is not given again. */
  #publishGoal({ topic, fields }: CommandProfile, values: readonly number[], message: RosMessage): boolean {
    const names = Object.values(fields);
    const goal = this.#profile.action
      .flatMap(({ name }, i) => (names.includes(name) ? values[i] : []))
      .join();
    if (this.#goals.get(topic) === goal) return true;
    const isSent = this.#bridge.publish(topic, message);
    if (isSent) this.#goals.set(topic, goal);
    return isSent;
  }
}
