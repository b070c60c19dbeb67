import { z } from 'zod';

/**
 * The frames of the Foxglove WebSocket protocol, version 1
 * (https://github.com/foxglove/ws-protocol/blob/main/docs/spec.md). Text frames are JSON with an `op`, binary
 * ones begin with an opcode; integers are little-endian.
 */
const idSchema = z.int().min(0).max(0xffff_ffff);

export const serverInfoSchema = z.object({
  op: z.literal('serverInfo'),
  capabilities: z.array(z.string()).default([]),
  supportedEncodings: z.array(z.string()).nullish(),
});

export const channelSchema = z.object({
  id: idSchema,
  topic: z.string(),
  encoding: z.string(),
  schemaName: z.string(),
  schema: z.string(),
  schemaEncoding: z.string().nullish(),
});

const payloadSchema = z.object({ encoding: z.string(), schema: z.string() });

export const serviceSchema = z.object({
  id: idSchema,
  name: z.string(),
  type: z.string(),
  // Newer servers have the first two, older ones the others, whose encoding is the server's own.
  request: payloadSchema.nullish(),
  response: payloadSchema.nullish(),
  requestSchema: z.string().nullish(),
  responseSchema: z.string().nullish(),
});

const serverTextSchema = z.discriminatedUnion('op', [
  serverInfoSchema,
  z.object({ op: z.literal('status'), level: z.number(), message: z.string() }),
  // One that is wrong must not hide the others.
  z.object({ op: z.literal('advertise'), channels: z.array(z.unknown()) }),
  z.object({ op: z.literal('unadvertise'), channelIds: z.array(idSchema) }),
  z.object({ op: z.literal('advertiseServices'), services: z.array(z.unknown()) }),
  z.object({ op: z.literal('unadvertiseServices'), serviceIds: z.array(idSchema) }),
  z.object({
    op: z.literal('connectionGraphUpdate'),
    publishedTopics: z.array(z.object({ name: z.string(), publisherIds: z.array(z.string()) })),
    removedTopics: z.array(z.string()),
  }),
  z.object({ op: z.literal('serviceCallFailure'), callId: idSchema, message: z.string() }),
  // Of no concern here.
  z.object({ op: z.literal(['parameterValues', 'removeStatus']) }),
]);

/** What a stranger says is quoted up to here. */
export const MAX_QUOTED = 200;

export type ServerInfo = z.output<typeof serverInfoSchema>;
export type ServerText = z.output<typeof serverTextSchema>;
export type Channel = z.output<typeof channelSchema>;
export type Service = z.output<typeof serviceSchema>;

export type ServerFrame =
  | { op: 'message'; subscriptionId: number; payload: Uint8Array }
  | { op: 'time'; robotNs: bigint }
  | { op: 'response'; callId: number; encoding: string; payload: Uint8Array };

/** Why a frame could not be understood: the kind and the words of the fault. */
export class FrameError extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** @throws FrameError */
export function readText(text: string): ServerText {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new FrameError('malformed-json', (cause as Error).message);
  }
  const parsed = serverTextSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue!.code === 'invalid_union') {
    const op = (raw as { op?: unknown } | null)?.op;
    const found = typeof op === 'string' ? `"${op.slice(0, MAX_QUOTED)}"` : `a ${typeof op}`;
    throw new FrameError('unknown-op', `expected an operation in "op", found ${found}`);
  }
  throw new FrameError('malformed-op', `${issue!.path.join('.')}: ${issue!.message}`);
}

/**
 * The payloads are views into `frame`.
 *
 * @throws FrameError
 */
export function readFrame(frame: Buffer): ServerFrame {
  const need = (byteCount: number): void => {
    if (frame.byteLength >= byteCount) return;
    throw new FrameError('malformed-frame', `expected ${byteCount} bytes or more, found ${frame.byteLength}`);
  };
  need(1);
  switch (frame[0]) {
    case 1:
      // Bytes 5 to 13 say when the server took the message in; its header says when it was made.
      need(13);
      return { op: 'message', subscriptionId: frame.readUInt32LE(1), payload: frame.subarray(13) };
    case 2:
      need(9);
      return { op: 'time', robotNs: frame.readBigUInt64LE(1) };
    case 3: {
      need(13);
      const payloadAt = 13 + frame.readUInt32LE(9);
      need(payloadAt);
      return {
        op: 'response',
        callId: frame.readUInt32LE(5),
        encoding: frame.toString('utf8', 13, payloadAt),
        payload: frame.subarray(payloadAt),
      };
    }
    default:
      throw new FrameError('unknown-op', `no frame has the opcode ${frame[0]}`);
  }
}

export function writeMessage(channelId: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeUInt32LE(channelId, 1);
  return Buffer.concat([head, payload]);
}

export function writeCall(serviceId: number, callId: number, encoding: string, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt8(2, 0);
  head.writeUInt32LE(serviceId, 1);
  head.writeUInt32LE(callId, 5);
  head.writeUInt32LE(Buffer.byteLength(encoding), 9);
  return Buffer.concat([head, Buffer.from(encoding), payload]);
}
