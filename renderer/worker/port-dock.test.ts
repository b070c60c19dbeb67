import { expect, it, onTestFinished, vi } from 'vitest';
import { PortDock } from './port-dock.ts';
import type { Wire } from './wire.ts';

/** A dock, what it has asked and heard, and ports as the desktop app brings them. */
function dock() {
  const heard: (string | number)[] = [];
  let asked = 0;
  const ports = new PortDock(() => {
    asked += 1;
  });
  const open = (): Wire =>
    ports.open({
      onOpen: () => heard.push('open'),
      onText: (text) => heard.push(text),
      onBinary: (buffer) => heard.push(buffer.byteLength),
      onClose: () => heard.push('close'),
    });
  const bring = (): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    onTestFinished(() => port2.close());
    ports.offer(port1);
    return port2;
  };
  return { heard, open, bring, asked: () => asked };
}

it('asks for a port, opens when it has come, and answers each message with its size', async () => {
  const { heard, open, bring, asked } = dock();
  const wire = open();
  expect([asked(), wire.isOpen, heard]).toEqual([1, false, []]);
  const station = bring();
  expect([wire.isOpen, heard]).toEqual([true, ['open']]);
  const said: unknown[] = [];
  station.addEventListener('message', ({ data }) => said.push(data));
  station.start();
  wire.send('{}');
  station.postMessage('hello');
  // A view of a part: only that part is the picture.
  station.postMessage(new Uint8Array(100).subarray(10, 30));
  await vi.waitFor(() => expect(said).toEqual(['{}', 5, 20]));
  expect(heard).toEqual(['open', 'hello', 20]);
});

it('says when the station is gone, and opens anew with the next port', async () => {
  const { heard, open, bring, asked } = dock();
  const wire = open();
  bring().close();
  await vi.waitFor(() => expect(heard).toEqual(['open', 'close']));
  expect(wire.isOpen).toBe(false);
  const next = open();
  bring();
  expect([asked(), next.isOpen]).toEqual([2, true]);
});

it('lets a port go that nobody waits for', async () => {
  const { heard, bring } = dock();
  const station = bring();
  const closed = vi.fn();
  station.addEventListener('close', closed);
  station.start();
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  expect(heard).toEqual([]);
});
