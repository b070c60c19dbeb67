import { z } from 'zod';

/**
 * The operations of the rosbridge v2 protocol that the simulation understands, as clients send them
 * (ROSBRIDGE_PROTOCOL.md of rosbridge_suite). Fields it has no use for are let through, as the servers do.
 */
const idSchema = z.union([z.string(), z.number()]).optional();
const topicSchema = z.string().startsWith('/');

export const operationSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('advertise'), topic: topicSchema, type: z.string() }),
  z.object({ op: z.literal('unadvertise'), topic: topicSchema }),
  z.object({ op: z.literal('publish'), topic: topicSchema, msg: z.unknown() }),
  z.object({
    op: z.literal('subscribe'),
    topic: topicSchema,
    type: z.string().optional(),
    compression: z.enum(['none', 'cbor']).default('none'),
    throttle_rate: z.number().min(0).default(0),
    queue_length: z.number().min(0).default(0),
  }),
  z.object({ op: z.literal('unsubscribe'), topic: topicSchema }),
  z.object({
    op: z.literal('call_service'),
    id: idSchema,
    service: z.string(),
    type: z.string().optional(),
    args: z.unknown().default({}),
  }),
]);

export type Operation = z.output<typeof operationSchema>;
export type SubscribeOperation = Extract<Operation, { op: 'subscribe' }>;
export type Compression = SubscribeOperation['compression'];
