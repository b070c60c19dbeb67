import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, it, onTestFinished, vi } from 'vitest';
import { portWire } from './screen-wire.ts';

it('knows over a port what a page has not read', async () => {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const wire = portWire(port1, (data) => data);
  const heard: (string | null)[] = [];
  wire.onMessage((text) => heard.push(text));
  wire.send('x'.repeat(1000));
  wire.send(new Uint8Array(500));
  expect(wire.bufferedBytes).toBe(1500);
  port2.postMessage(1000);
  await vi.waitFor(() => expect(wire.bufferedBytes).toBe(500));
  // A page that claims to have read more, or less than nothing, gains no room by it.
  port2.postMessage(-1e9);
  port2.postMessage(1e9);
  await vi.waitFor(() => expect(wire.bufferedBytes).toBe(0));
  port2.postMessage('{}');
  await vi.waitFor(() => expect(heard).toEqual([null, '{}']));
});

it('hears over a port that the page is gone', async () => {
  const { port1, port2 } = new MessageChannel();
  const wire = portWire(port1, (data) => data);
  expect(wire.isOpen).toBe(true);
  port2.close();
  await once(port1, 'close');
  expect(wire.isOpen).toBe(false);
});
