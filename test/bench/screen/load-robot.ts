/**
 * A robot that only sends: eight cameras of 640×480 JPEG at 30 Hz and joints at 100 Hz, over the rosbridge v2
 * protocol, from a process of its own. It tells its parent its address, and what it has sent when asked.
 */
import type { AddressInfo } from 'node:net';
import jpeg from '@julusian/jpeg-turbo';
import { type WebSocket, WebSocketServer } from 'ws';
import { encodePublish } from '../../../robots/simulation/bridge/encoding.ts';
import { stampOf } from '../../../robots/simulation/bridge/messages.ts';
import {
  CAMERA_HZ,
  CAMERA_NAMES,
  HEIGHT_PX,
  imageTopic,
  JOINT_TOPIC,
  JOINTS,
  WIDTH_PX,
} from './load-profile.ts';

const JOINT_HZ = 100;
/** Pictures per camera, shown in turn: no two in a row are the same. */
const PICTURES = 12;
const QUALITY = 85;
/** A client that reads this slowly loses pictures, as with the real servers. */
const SLOW_BYTES = 8 * 1024 * 1024;

const subscribers = new Map<string, Set<WebSocket>>();
const sent: Record<string, number> = Object.fromEntries(CAMERA_NAMES.map((name) => [name, 0]));

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  request.socket.setNoDelay(true);
  socket.on('message', (data) => {
    const operation = JSON.parse(String(data)) as {
      op: string;
      topic?: string;
      id?: string;
      service?: string;
    };
    if (operation.op === 'subscribe') {
      const known = subscribers.get(operation.topic!) ?? new Set();
      subscribers.set(operation.topic!, known.add(socket));
    } else if (operation.op === 'call_service') answer(socket, operation.id, operation.service);
  });
  socket.on('close', () => {
    for (const sockets of subscribers.values()) sockets.delete(socket);
  });
});
server.on('listening', () => {
  process.send?.({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('message', () => process.send?.({ sent }));
process.on('disconnect', () => process.exit());

const pictures = CAMERA_NAMES.map((_, camera) =>
  Array.from({ length: PICTURES }, (_, i) => picture(camera, i)),
);
CAMERA_NAMES.forEach((name, camera) => {
  // Real cameras do not shoot at the same moment.
  const offsetMs = (camera * 1000) / CAMERA_HZ / CAMERA_NAMES.length;
  repeat(CAMERA_HZ, offsetMs, (count) => {
    const header = { seq: count, stamp: stampOf(wallNs(), 1), frame_id: name };
    const data = pictures[camera]![count % PICTURES]!;
    if (publish(imageTopic(name), { header, format: 'jpeg', data }, 'cbor')) sent[name]! += 1;
  });
});
repeat(JOINT_HZ, 0, (count) => {
  const position = JOINTS.map((_, i) => 0.1 * Math.sin(count / 50 + i));
  const header = { seq: count, stamp: stampOf(wallNs(), 1), frame_id: '' };
  publish(JOINT_TOPIC, { header, name: JOINTS, position, velocity: [], effort: [] }, 'none');
});

/** At the rate on average, however late single calls are. */
function repeat(rateHz: number, offsetMs: number, act: (count: number) => void): void {
  const startMs = performance.now() + offsetMs;
  let count = 0;
  const next = (): void => {
    act(count);
    count += 1;
    setTimeout(next, Math.max(0, startMs + (count * 1000) / rateHz - performance.now()));
  };
  setTimeout(next, offsetMs);
}

function publish(topic: string, message: Record<string, unknown>, compression: 'cbor' | 'none'): boolean {
  const sockets = [...(subscribers.get(topic) ?? [])].filter(
    ({ bufferedAmount }) => bufferedAmount < SLOW_BYTES,
  );
  if (sockets.length === 0) return false;
  const frame = encodePublish(topic, message, compression);
  for (const socket of sockets) socket.send(frame);
  return true;
}

function answer(socket: WebSocket, id: string | undefined, service: string | undefined): void {
  const isTime = service === '/rosapi/get_time';
  const values = isTime ? { time: stampOf(wallNs(), 1) } : 'no such service';
  socket.send(JSON.stringify({ op: 'service_response', id, service, values, result: isTime }));
}

function wallNs(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6));
}

/** A room with texture and something that moves through it: about as many bytes as a real camera's picture. */
function picture(camera: number, index: number): Uint8Array {
  const pixels = Buffer.alloc(WIDTH_PX * HEIGHT_PX * 3);
  const [ballX, ballY] = [WIDTH_PX * (0.2 + (0.6 * index) / PICTURES), HEIGHT_PX / 2];
  let noise = 1 + camera * 7919 + index;
  for (let y = 0; y < HEIGHT_PX; y += 1) {
    for (let x = 0; x < WIDTH_PX; x += 1) {
      noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff;
      const grain = ((noise >> 16) % 13) - 6;
      const isBall = (x - ballX) ** 2 + (y - ballY) ** 2 < 60 ** 2;
      const tile = ((x >> 5) + (y >> 5)) % 2 === 0 ? 30 : 0;
      const at = 3 * (y * WIDTH_PX + x);
      pixels[at] = isBall ? 220 : 90 + 12 * camera + tile + grain;
      pixels[at + 1] = isBall ? 90 : 100 + tile + grain;
      pixels[at + 2] = isBall ? 60 : 110 + (y >> 3) + grain;
    }
  }
  const options = {
    format: jpeg.FORMAT_RGB,
    width: WIDTH_PX,
    height: HEIGHT_PX,
    subsampling: jpeg.SAMP_420,
    quality: QUALITY,
  };
  return Uint8Array.from(jpeg.compressSync(pixels, options));
}
