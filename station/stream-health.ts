import { type Clock, NS_PER_S } from '../core/time.ts';
import type { TopicInfo } from '../robots/bridge/bridge.ts';
import type { RobotLink } from './robot-link.ts';
import type { Stream } from './stream.ts';

/** A stream that is subscribed and says nothing for this long is looked into. */
const SILENT_NS = 2n * NS_PER_S;
const LOOK_PERIOD_MS = 1000;
/** The robot is asked about a silent topic at most this often: a server in trouble must not be hammered. */
const ASK_PERIOD_NS = 5n * NS_PER_S;
const ANSWER_TIMEOUT_MS = 2000;

/** Why a stream is silent, and what to do about it, in words for the operator. */
export interface Finding {
  cause: string;
  action: string;
}

/** What the robot said about a silent topic. */
type Answer = { isPublished: false } | { isPublished: true; type: string | null };

interface Look {
  askedNs: bigint;
  answer: Answer | null;
}

/**
 * Finds out why nothing comes of what was subscribed. Bridges report no errors: a topic that is misspelled, of
 * another type, or stuck in the server looks the same from here, so the robot is asked who publishes it.
 */
export class StreamHealth {
  readonly #link: RobotLink;
  readonly #clock: Clock;
  readonly #looks = new Map<string, Look>();
  #upSinceNs: bigint | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(link: RobotLink, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
    const follow = (): void => {
      this.#upSinceNs = link.bridge.status.status === 'up' ? clock.nowNs() : null;
      this.#looks.clear();
    };
    link.bridge.onStatus(follow);
    follow();
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), LOOK_PERIOD_MS);
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Subscribed, with the link up, and yet nothing of it for 2 s. */
  isSilent(stream: Stream<unknown>, nowNs: bigint): boolean {
    if (this.#upSinceNs === null) return false;
    const isLongAgo = (sinceNs: bigint) => nowNs - sinceNs >= SILENT_NS;
    return isLongAgo(this.#upSinceNs) && (stream.latest === null || isLongAgo(stream.latest.receivedNs));
  }

  /** Null where the robot cannot tell, or has not yet. */
  findingOf(stream: Stream<unknown>, nowNs: bigint): Finding | null {
    const answer = this.#looks.get(stream.name)?.answer ?? null;
    if (answer === null || !this.isSilent(stream, nowNs)) return null;
    const { topic, type } = this.#sourceOf(stream);
    if (!answer.isPublished) {
      return {
        cause: `No node on the robot publishes ${topic}.`,
        action: 'Start the node that does, or correct the topic in the robot’s profile.',
      };
    }
    if (answer.type !== null && plainType(answer.type) !== plainType(type)) {
      return {
        cause: `${topic} is of type ${answer.type}; the robot’s profile takes it for ${type}.`,
        action: 'Correct the type in the robot’s profile.',
      };
    }
    const doOthersFlow = this.#link.streams.some((other) => other !== stream && !this.isSilent(other, nowNs));
    if (doOthersFlow) {
      return {
        cause: `The robot publishes ${topic}, and other topics arrive, but nothing of this one: its node has stalled, or the bridge has lost it.`,
        action:
          'Check its node. If that runs, restart the bridge on the robot; Retrace connects again by itself.',
      };
    }
    return {
      cause: `The robot publishes ${topic}, but no topic brings any message.`,
      action:
        'Check that the robot is switched on and its driver runs; if so, restart the bridge on the robot.',
    };
  }

  /** Asks about what is silent, and forgets what flows again. */
  async look(): Promise<void> {
    const nowNs = this.#clock.nowNs();
    const due = this.#link.streams.filter((stream) => {
      if (this.isSilent(stream, nowNs)) {
        const look = this.#looks.get(stream.name);
        return look === undefined || nowNs - look.askedNs >= ASK_PERIOD_NS;
      }
      this.#looks.delete(stream.name);
      return false;
    });
    if (due.length === 0) return;
    for (const { name } of due) {
      this.#looks.set(name, { askedNs: nowNs, answer: this.#looks.get(name)?.answer ?? null });
    }
    const { bridge } = this.#link;
    const topics = await bridge.topics(ANSWER_TIMEOUT_MS).catch((): TopicInfo[] => []);
    for (const stream of due) {
      const { topic } = this.#sourceOf(stream);
      const isPublished = await bridge.hasPublisher(topic, ANSWER_TIMEOUT_MS);
      const look = this.#looks.get(stream.name);
      if (look === undefined) continue;
      const type = topics.find(({ name }) => name === topic)?.type ?? null;
      look.answer = isPublished === null ? null : isPublished ? { isPublished, type } : { isPublished };
    }
  }

  #sourceOf({ name, kind }: Stream<unknown>): { topic: string; type: string } {
    const { cameras, streams } = this.#link.profile;
    return (kind === 'camera' ? cameras : streams).find((source) => source.name === name)!;
  }
}

/** ROS 2 says `sensor_msgs/msg/JointState` where ROS 1 says `sensor_msgs/JointState`, and takes both. */
function plainType(type: string): string {
  return type.replace('/msg/', '/');
}
