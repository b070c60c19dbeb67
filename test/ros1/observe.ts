import { expect, onTestFinished, vi } from 'vitest';
import type { RosMessage } from '../../robots/bridge/bridge.ts';
import { Ros1Client } from '../../robots/bridge/ros1/client.ts';

export interface Arrival {
  message: RosMessage;
  atMs: number;
}

export interface Observed {
  client: Ros1Client;
  /** What has come, by topic. */
  arrivals: Readonly<Record<string, Arrival[]>>;
}

/** A client that subscribes to these topics, by their types; it is closed when the test is over. */
export function observe(masterUri: string, topics: Readonly<Record<string, string>>): Observed {
  const client = new Ros1Client({ url: masterUri });
  onTestFinished(() => client.close());
  const arrivals: Record<string, Arrival[]> = {};
  for (const [topic, type] of Object.entries(topics)) {
    const list: Arrival[] = [];
    arrivals[topic] = list;
    const onMessage = (message: RosMessage): void => {
      list.push({ message, atMs: performance.now() });
    };
    client.subscribe({ topic, type, isImage: topic.includes('image'), onMessage });
  }
  return { client, arrivals };
}

export async function up({ client }: Observed): Promise<void> {
  await vi.waitFor(() => expect(client.status).toEqual({ status: 'up', reason: '' }), 10_000);
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const JOINT_STATES = { '/joint_states': 'sensor_msgs/JointState' };
