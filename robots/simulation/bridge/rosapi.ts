import { z } from 'zod';
import { parse } from '../../../core/parse.ts';
import type { Message } from './encoding.ts';
import { stampOf } from './messages.ts';
import type { Quirks } from './quirks.ts';
import { PUBLISHED, TOPIC_TYPES } from './topics.ts';

const publishersSchema = z.object({ topic: z.string() });
const NODE = '/simulated_robot';

/** What the node `rosapi` answers, where the imitated server comes with one; null for what it does not know. */
export function callRosapi(
  service: string,
  args: unknown,
  { hasRosapi, rosVersion }: Quirks,
  nowNs: bigint,
): Message | null {
  if (!hasRosapi) return null;
  switch (service) {
    case '/rosapi/get_time':
      return { time: stampOf(nowNs, rosVersion) };
    case '/rosapi/topics':
      return {
        topics: [...TOPIC_TYPES.keys()],
        types: [...TOPIC_TYPES.values()].map((type) => typeName(type, rosVersion)),
      };
    case '/rosapi/publishers': {
      const { topic } = parse(publishersSchema, args, service);
      const isPublished = Object.values(PUBLISHED).some((published) => published.topic === topic);
      return { publishers: isPublished ? [NODE] : [] };
    }
    case '/rosapi/get_ros_version':
      return rosVersion === 2 ? { version: 2, distro: 'humble' } : null;
    default:
      return null;
  }
}

function typeName(ros1Type: string, rosVersion: 1 | 2): string {
  return rosVersion === 1 ? ros1Type : ros1Type.replace('/', '/msg/');
}
