import { z } from 'zod';
import { AppError } from '../../../core/errors.ts';
import { readStamp } from '../../ros-time.ts';
import type { RosMessage, TopicInfo } from '../bridge.ts';
import type { RosVersion } from './dialect.ts';

const topicsSchema = z.object({ topics: z.array(z.string()), types: z.array(z.string()) });
const publishersSchema = z.object({ publishers: z.array(z.string()) });
const versionSchema = z.object({ version: z.literal([1, 2]) });

type Call = (service: string, args: RosMessage, timeoutMs: number) => Promise<RosMessage>;

/** What rosapi, the node that comes with rosbridge_suite, tells of a robot. ros2-web-bridge has none. */
export class Rosapi {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  /**
   * On ROS 2 it says so; on ROS 1 it tells topics whose types are spelled without `/msg/`. Null where no rosapi
   * answers.
   */
  async rosVersion(timeoutMs: number): Promise<RosVersion | null> {
    const topics = this.topics(timeoutMs).catch(() => []);
    const answer = await this.#call('/rosapi/get_ros_version', {}, timeoutMs).catch(() => null);
    const said = versionSchema.safeParse(answer);
    if (said.success) return said.data.version;
    const types = (await topics).map(({ type }) => type);
    if (types.length === 0) return null;
    return types.some((type) => type.includes('/msg/')) ? 2 : 1;
  }

  /** @throws AppError `unavailable` when the answer is none, or as the call does */
  async topics(timeoutMs: number): Promise<TopicInfo[]> {
    const answer = topicsSchema.safeParse(await this.#call('/rosapi/topics', {}, timeoutMs));
    if (!answer.success) throw new AppError('unavailable', '/rosapi/topics did not answer with topics');
    const { topics, types } = answer.data;
    return topics.map((name, i) => ({ name, type: types[i] ?? '' }));
  }

  /** Null without such a service or a link. */
  async timeNs(timeoutMs: number): Promise<bigint | null> {
    try {
      return readStamp((await this.#call('/rosapi/get_time', {}, timeoutMs)).time);
    } catch {
      return null;
    }
  }

  /** Null without such a service or a link. */
  async hasPublisher(topic: string, timeoutMs: number): Promise<boolean | null> {
    try {
      const answer = publishersSchema.safeParse(await this.#call('/rosapi/publishers', { topic }, timeoutMs));
      return answer.success ? answer.data.publishers.length > 0 : null;
    } catch {
      return null;
    }
  }
}
