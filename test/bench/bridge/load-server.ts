/**
 * A robot's rosbridge with nothing behind it but load: it speaks the wire protocol and sends on a beat, whatever
 * the clients do. Run by `bench:bridge` as a process of its own; says its address over the pipe.
 */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { encodePublish } from '../../../robots/simulation/bridge/encoding.ts';
import { FRAME_BYTES, JOINT_HZ, JOINT_TOPIC, JOINTS, nowStamp, TOPICS } from './load.ts';

const POOL_FRAMES = 32;
const pool = Array.from({ length: POOL_FRAMES }, () => randomBytes(FRAME_BYTES));
const names = Array.from({ length: JOINTS }, (_, joint) => `joint${joint}`);
const compressions = new Map<WebSocket, Map<string, 'cbor' | 'none'>>();

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  const topics = new Map<string, 'cbor' | 'none'>();
  compressions.set(socket, topics);
  socket.on('close', () => compressions.delete(socket));
  socket.on('message', (data) => {
    const { op, topic, compression, id, service } = JSON.parse(String(data));
    if (op === 'subscribe') topics.set(topic, compression === 'cbor' ? 'cbor' : 'none');
    else if (op === 'unsubscribe') topics.delete(topic);
    else if (op === 'call_service') {
      const isTopics = service === '/rosapi/topics';
      const values = { topics: TOPICS.map((t) => t.topic), types: TOPICS.map((t) => t.type) };
      const result = isTopics ? values : `Service ${service} does not exist`;
      socket.send(JSON.stringify({ op: 'service_response', id, service, values: result, result: isTopics }));
    }
  });
});
server.on('listening', () => {
  process.send?.({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` });
});

function send(topic: string, seq: number): void {
  const header = { seq, stamp: nowStamp(), frame_id: '' };
  const message =
    topic === JOINT_TOPIC
      ? { header, name: names, position: positions(seq), velocity: [], effort: [] }
      : { header, format: 'jpeg', data: pool[seq % POOL_FRAMES]! };
  const frames = new Map<string, string | Uint8Array>();
  for (const [socket, topics] of compressions) {
    const compression = topics.get(topic);
    if (compression === undefined) continue;
    const frame = frames.get(compression) ?? encodePublish(topic, message, compression);
    frames.set(compression, frame);
    socket.send(frame);
  }
}

function positions(seq: number): Float64Array {
  return Float64Array.from(names, (_, joint) => Math.sin(seq / JOINT_HZ + joint));
}

const startMs = performance.now();
const sent = TOPICS.map(() => 0);
setInterval(() => {
  const elapsedS = (performance.now() - startMs) / 1000;
  TOPICS.forEach(({ topic, rateHz }, i) => {
    // Cameras are not in step with each other, as on a robot.
    for (const due = Math.floor(elapsedS * rateHz + i / TOPICS.length); sent[i]! < due; sent[i]! += 1) {
      send(topic, sent[i]!);
    }
  });
}, 1);
