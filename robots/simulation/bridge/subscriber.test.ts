import { beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { fromMs } from '../../../core/time.ts';
import type { SubscribeOperation } from './operations.ts';
import { NO_QUIRKS } from './quirks.ts';
import { Subscriber } from './subscriber.ts';

const IMAGE = '/camera/front/image/compressed';
const JOINTS = '/joint_states';

/** A link that takes frames into its buffer and sends them off only when told. */
class FakeSocket {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: { topic: string; n: number }[] = [];
  #callbacks: (() => void)[] = [];

  send(frame: string, callback: () => void): void {
    const { topic, msg } = JSON.parse(frame);
    this.sent.push({ topic, n: msg.n });
    this.#callbacks.push(callback);
  }

  terminate(): void {
    this.readyState = 3;
  }

  drain(): void {
    this.bufferedAmount = 0;
    for (const callback of this.#callbacks.splice(0)) callback();
  }
}

let socket: FakeSocket;
let subscriber: Subscriber;

beforeEach(() => {
  socket = new FakeSocket();
  subscriber = new Subscriber(socket as unknown as WebSocket, false, NO_QUIRKS);
});

function subscription(topic: string, throttleMs: number): SubscribeOperation {
  return { op: 'subscribe', topic, compression: 'none', throttle_rate: throttleMs, queue_length: 0 };
}

function publish(topic: string, n: number, timeMs = n): void {
  subscriber.publish(topic, { n }, fromMs(timeMs), new Map());
}

describe('a subscriber', () => {
  it('gets what it subscribed to, until it unsubscribes', () => {
    subscriber.subscribe(subscription(JOINTS, 0));
    publish(JOINTS, 1);
    publish(IMAGE, 2);
    subscriber.unsubscribe(JOINTS);
    publish(JOINTS, 3);
    expect(socket.sent).toEqual([{ topic: JOINTS, n: 1 }]);
  });

  it('is throttled by the time of the robot', () => {
    subscriber.subscribe(subscription(JOINTS, 30));
    for (let ms = 0; ms <= 100; ms += 10) publish(JOINTS, ms);
    expect(socket.sent.map(({ n }) => n)).toEqual([0, 30, 60, 90]);
  });

  it('changes its subscription to the faster one when it subscribes twice', () => {
    subscriber.subscribe(subscription(JOINTS, 50));
    subscriber.subscribe(subscription(JOINTS, 20));
    subscriber.subscribe(subscription(JOINTS, 90));
    for (let ms = 0; ms <= 40; ms += 10) publish(JOINTS, ms);
    expect(socket.sent.map(({ n }) => n)).toEqual([0, 20, 40]);
  });
});

describe('a slow client', () => {
  beforeEach(() => {
    subscriber.subscribe(subscription(IMAGE, 0));
    subscriber.subscribe(subscription(JOINTS, 0));
    publish(IMAGE, 0);
    socket.bufferedAmount = 1_000_000;
  });

  it('misses images, but gets the newest when there is room, and everything else', () => {
    for (let n = 1; n <= 4; n++) publish(IMAGE, n);
    publish(JOINTS, 9);
    expect(socket.sent.map(({ n }) => n)).toEqual([0, 9]);
    socket.drain();
    expect(socket.sent.map(({ n }) => n)).toEqual([0, 9, 4]);
    expect(subscriber.droppedImages).toBe(3);
  });

  it('gets no stale image after it has unsubscribed', () => {
    publish(IMAGE, 1);
    subscriber.unsubscribe(IMAGE);
    socket.drain();
    expect(socket.sent.map(({ n }) => n)).toEqual([0]);
  });

  it('is let go when it does not read at all', () => {
    socket.bufferedAmount = 100_000_000;
    publish(JOINTS, 1);
    expect(socket.readyState).toBe(3);
    expect(socket.sent.map(({ n }) => n)).toEqual([0]);
  });

  it('gets every image in lockstep', () => {
    const lossless = new Subscriber(socket as unknown as WebSocket, true, NO_QUIRKS);
    lossless.subscribe(subscription(IMAGE, 0));
    for (let n = 1; n <= 3; n++) lossless.publish(IMAGE, { n }, fromMs(n), new Map());
    expect(socket.sent.map(({ n }) => n)).toEqual([0, 1, 2, 3]);
    expect(lossless.droppedImages).toBe(0);
  });
});
