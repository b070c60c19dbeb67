import type { OpenWire, WireEvents } from './wire.ts';

/** In the desktop app: ports to the station are asked for, and come by way of the page. */
export class PortDock {
  readonly #ask: () => void;
  #awaiting: ((port: MessagePort) => void) | null = null;

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** A port has come. One that nobody waits for is let go, so that the station sees no screen that is none. */
  offer(port: MessagePort): void {
    if (this.#awaiting === null) port.close();
    else this.#awaiting(port);
    this.#awaiting = null;
  }

  readonly open: OpenWire = (events) => {
    let port: MessagePort | null = null;
    this.#awaiting = (arrived) => {
      port = arrived;
      listen(arrived, {
        ...events,
        onClose: () => {
          port = null;
          events.onClose();
        },
      });
      events.onOpen();
    };
    this.#ask();
    return {
      get isOpen() {
        return port !== null;
      },
      send: (text) => port?.postMessage(text),
      close: () => {
        this.#awaiting = null;
        port?.close();
      },
    };
  };
}

function listen(port: MessagePort, { onText, onBinary, onClose }: WireEvents): void {
  port.addEventListener('message', ({ data }: MessageEvent<string | Uint8Array<ArrayBuffer>>) => {
    // A port does not say what it holds back: the station counts by these answers what was not read yet.
    port.postMessage(data.length);
    if (typeof data === 'string') onText(data);
    else onBinary(data.byteLength === data.buffer.byteLength ? data.buffer : data.slice().buffer);
  });
  port.addEventListener('close', onClose);
  port.start();
}
