import { WebSocket } from 'ws';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { RobotProfile } from '../profile.ts';
import { FOXGLOVE_SUBPROTOCOLS } from './foxglove/subprotocols.ts';

type BridgeProfile = RobotProfile['bridge'];

const FOXGLOVE_PORT = 8765;
const ROSBRIDGE_PORT = 9090;
const ROS_MASTER_PORT = 11311;

const serverInfoSchema = z.object({ op: z.literal('serverInfo') });

/**
 * What answers on a robot's computer, at the ports that the servers take by default: a Foxglove bridge before a
 * rosbridge, since it is binary both ways and tells its types; a ROS 1 master where there is no bridge at all.
 * All are asked at once. Null where none answers.
 *
 * @param host name or address; an IPv6 address in brackets
 * @param timeoutMs for each of them
 * @throws AppError `invalid-input` where `host` cannot stand in an address
 */
export async function findBridge(host: string, timeoutMs = 2000): Promise<BridgeProfile | null> {
  if (!URL.canParse(`ws://${host}:${FOXGLOVE_PORT}`)) {
    throw new AppError(
      'invalid-input',
      `expected a host such as "192.168.1.20" or "robot.local", found "${host}"`,
    );
  }
  const inOrder = [
    foxgloveAt(`ws://${host}:${FOXGLOVE_PORT}`, timeoutMs),
    rosbridgeAt(`ws://${host}:${ROSBRIDGE_PORT}`, timeoutMs),
    rosMasterAt(`http://${host}:${ROS_MASTER_PORT}`, timeoutMs),
  ];
  for (const probe of inOrder) {
    const bridge = await probe;
    if (bridge !== null) return bridge;
  }
  return null;
}

/** It is one when it introduces itself: anything may listen on a port. */
function foxgloveAt(url: string, timeoutMs: number): Promise<BridgeProfile | null> {
  return probeSocket(url, FOXGLOVE_SUBPROTOCOLS, timeoutMs, (socket, found) => {
    socket.on('message', (data, isBinary) => {
      if (!isBinary && isServerInfo(String(data))) found({ kind: 'foxglove', url });
    });
  });
}

/** A rosbridge says nothing unasked, and old ones answer no question that all know: the open socket must do. */
function rosbridgeAt(url: string, timeoutMs: number): Promise<BridgeProfile | null> {
  return probeSocket(url, [], timeoutMs, (socket, found) => {
    socket.on('open', () => found({ kind: 'rosbridge', url }));
  });
}

async function rosMasterAt(url: string, timeoutMs: number): Promise<BridgeProfile | null> {
  const call =
    '<?xml version="1.0"?><methodCall><methodName>getPid</methodName>' +
    '<params><param><value>/retrace</value></param></params></methodCall>';
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: call,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return (await answer.text()).includes('<methodResponse>') ? { kind: 'ros1', url } : null;
  } catch {
    // Nothing there, or nothing that speaks HTTP.
    return null;
  }
}

function probeSocket(
  url: string,
  subprotocols: readonly string[],
  timeoutMs: number,
  listen: (socket: WebSocket, found: (bridge: BridgeProfile) => void) => void,
): Promise<BridgeProfile | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, [...subprotocols], { perMessageDeflate: false });
    const settle = (bridge: BridgeProfile | null): void => {
      clearTimeout(timer);
      resolve(bridge);
      if (socket.readyState === socket.OPEN) socket.close();
      else socket.terminate();
    };
    const timer = setTimeout(() => settle(null), timeoutMs);
    // A refused connection is an answer too, and terminating one that still opens raises an error.
    socket.on('error', () => settle(null));
    listen(socket, settle);
  });
}

function isServerInfo(text: string): boolean {
  try {
    return serverInfoSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
