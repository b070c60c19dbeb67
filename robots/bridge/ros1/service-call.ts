import { connect } from 'node:net';
import { AppError, messageOf } from '../../../core/errors.ts';
import type { RosMessage } from '../bridge.ts';
import { openCodec } from '../message-codec.ts';
import { encodeHeader, frame, parseHeader } from './header.ts';

/** A service says its type and nothing of its fields, so these are all that can be called. */
const SERVICES: Readonly<Record<string, { request: string; response: string }>> = {
  'std_srvs/Empty': { request: '', response: '' },
  'std_srvs/Trigger': { request: '', response: 'bool success\nstring message' },
  'std_srvs/SetBool': { request: 'bool data', response: 'bool success\nstring message' },
};
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Calls a ROS 1 service on a connection of its own (wiki.ros.org/ROS/TCPROS, "Services").
 *
 * @param serviceUri as the master tells it: `rosrpc://host:port`
 * @throws AppError `unavailable` where nothing answers or the service's type is another than those of
 * `std_srvs`, `timeout`, `not-allowed` with the node's words when it refuses, `invalid-input`
 */
export function callService(
  serviceUri: string,
  service: string,
  callerId: string,
  args: RosMessage,
  timeoutMs: number,
): Promise<RosMessage> {
  const { hostname, port } = new URL(serviceUri.replace(/^rosrpc:/, 'http:'));
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), noDelay: true });
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      finish();
    };
    const timer = setTimeout(() => {
      settle(() => reject(new AppError('timeout', `${service} did not answer within ${timeoutMs} ms`)));
    }, timeoutMs);
    let received: Buffer = Buffer.alloc(0);
    let response: string | null = null;
    socket.on('connect', () => socket.write(encodeHeader({ callerid: callerId, service, md5sum: '*' })));
    socket.on('error', (cause) => {
      settle(() => reject(new AppError('unavailable', `${service}: ${cause.message}`, { cause })));
    });
    socket.on('close', () => {
      settle(() => reject(new AppError('unavailable', `${service} closed the connection without an answer`)));
    });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      try {
        if (received.byteLength > MAX_ANSWER_BYTES)
          throw new AppError('invalid-input', 'its answer has no end');
        if (response === null) {
          const header = takeFrame(received, 0);
          if (header === null) return;
          received = received.subarray(4 + header.byteLength);
          const definitions = definitionsOf(parseHeader(header), service);
          response = definitions.response;
          socket.write(frame(openCodec('ros1', definitions.request, service).write(args)));
        }
        const answer = takeFrame(received, 1);
        if (answer === null) return;
        if (received[0] !== 1) throw new AppError('not-allowed', `the robot refused: ${answer.toString()}`);
        const message = openCodec('ros1', response, service).read(answer);
        settle(() => resolve(message));
      } catch (error) {
        const failure = new AppError('invalid-input', `${service}: ${messageOf(error)}`, { cause: error });
        settle(() => reject(error instanceof AppError ? error : failure));
      }
    });
  });
}

/** A copy of the frame that begins at `from`; null where it has not come whole. */
function takeFrame(bytes: Buffer, from: number): Buffer | null {
  if (bytes.byteLength < from + 4) return null;
  const end = from + 4 + bytes.readUInt32LE(from);
  return bytes.byteLength < end ? null : Buffer.from(bytes.subarray(from + 4, end));
}

function definitionsOf(header: ReadonlyMap<string, string>, service: string): (typeof SERVICES)[string] {
  const error = header.get('error');
  if (error !== undefined) throw new AppError('not-allowed', `the robot refused: ${error}`);
  const definitions = SERVICES[header.get('type') ?? ''];
  if (definitions !== undefined) return definitions;
  const known = Object.keys(SERVICES).join(', ');
  throw new AppError(
    'unavailable',
    `${service} is of ${header.get('type')}, and only ${known} can be called`,
  );
}
