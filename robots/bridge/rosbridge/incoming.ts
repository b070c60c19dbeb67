import { inspect } from 'node:util';
import { Decoder } from 'cbor-x';
import { messageOf } from '../../../core/errors.ts';
import type { BridgeFault, RosMessage } from '../bridge.ts';

export type Incoming =
  | { op: 'publish'; topic: string; msg: RosMessage }
  | { op: 'service_response'; id: string; isOk: boolean; values: unknown }
  /** Only ros2-web-bridge speaks of its errors. */
  | { op: 'status'; id: string | null; isError: boolean; text: string }
  | { op: 'ignored' };

export type Reading = { incoming: Incoming; fault: null } | { incoming: null; fault: BridgeFault };

/** Byte strings come out as views of the frame, not as copies. */
const decoder = new Decoder({ mapsAsObjects: true, useRecords: false });

/**
 * What a server said in one WebSocket frame. Looked at by hand, not by a schema: this runs for every frame of
 * every camera, and what a message holds is checked by whoever reads it.
 */
export function readFrame(data: Buffer, isBinary: boolean): Reading {
  let raw: unknown;
  try {
    raw = isBinary ? decoder.decode(data) : JSON.parse(data.toString());
  } catch (error) {
    const text = `a message of ${data.byteLength} bytes was not understood: ${messageOf(error)}`;
    return faulty(isBinary ? 'malformed-cbor' : 'malformed-json', text);
  }
  if (!isObject(raw)) return faulty('no-operation', `expected an operation, found ${typeof raw}`);
  switch (raw.op) {
    case 'publish': {
      const { topic, msg } = raw;
      if (typeof topic === 'string' && isObject(msg)) return understood({ op: 'publish', topic, msg });
      return faulty('wrong-publish', 'a "publish" came without a topic or without a message');
    }
    case 'service_response': {
      const { id, result, values } = raw;
      if (typeof id !== 'string') return faulty('wrong-response', 'a "service_response" came without an id');
      // ros2-web-bridge leaves it out where all went well.
      return understood({ op: 'service_response', id, isOk: result !== false, values });
    }
    case 'status': {
      const { id, level, msg } = raw;
      return understood({
        op: 'status',
        id: typeof id === 'string' ? id : null,
        isError: level === 'error',
        text: inWords(msg),
      });
    }
    case 'set_level':
      return understood({ op: 'ignored' });
    default:
      return faulty('unknown-op', `an operation came that nobody asked for: ${inWords(raw.op)}`);
  }
}

function understood(incoming: Incoming): Reading {
  return { incoming, fault: null };
}

function faulty(kind: string, message: string): Reading {
  return { incoming: null, fault: { kind, message } };
}

/** Of anything at all: objects out of JSON may well have no way to become text. */
export function inWords(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: 1, maxStringLength: 100 });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
