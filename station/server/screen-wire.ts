import type { WebSocket } from 'ws';
import { messageOf } from '../../core/errors.ts';

/** The transport under one screen's end of the contract: texts both ways, bytes to the screen. */
export interface ScreenWire {
  readonly isOpen: boolean;
  /** What was sent and has not arrived; a screen that does not read makes it grow. */
  readonly bufferedBytes: number;
  send(message: string | Uint8Array): void;
  /** @param code as of a WebSocket's close frame */
  close(code: number, reason: string): void;
  /** @param listener is given null for a message that is no text */
  onMessage(listener: (text: string | null) => void): void;
  onClose(listener: () => void): void;
}

export function socketWire(socket: WebSocket): ScreenWire {
  socket.on('error', (error) => console.error(`screen: ${messageOf(error)}`));
  return {
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send: (message) => socket.send(message),
    // The reason of a close frame has room for 123 bytes.
    close: (code, reason) => socket.close(code, reason.slice(0, 100)),
    onMessage: (listener) =>
      socket.on('message', (data: Buffer, isBinary) => listener(isBinary ? null : data.toString())),
    onClose: (listener) => socket.on('close', listener),
  };
}

/** What Electron's `MessagePortMain` and the port of `node:worker_threads` have in common. */
export interface WirePort {
  postMessage(message: unknown): void;
  on(name: 'message', listener: (message: unknown) => void): unknown;
  on(name: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/**
 * A port keeps all that is sent to a page that does not read, and does not say how much: so the page answers each
 * message with its size, and what was not answered is buffered.
 *
 * @param dataOf what was sent, out of what the port's `message` event gives
 */
export function portWire(port: WirePort, dataOf: (message: unknown) => unknown): ScreenWire {
  let isOpen = true;
  let bufferedBytes = 0;
  port.on('close', () => {
    isOpen = false;
  });
  return {
    get isOpen() {
      return isOpen;
    },
    get bufferedBytes() {
      return bufferedBytes;
    },
    send: (message) => {
      bufferedBytes += sizeOf(message);
      port.postMessage(message);
    },
    close: () => {
      isOpen = false;
      port.close();
    },
    onMessage: (listener) => {
      port.on('message', (event) => {
        const data = dataOf(event);
        if (typeof data === 'number' && data >= 0) bufferedBytes = Math.max(0, bufferedBytes - data);
        else listener(typeof data === 'string' ? data : null);
      });
      port.start();
    },
    onClose: (listener) => port.on('close', listener),
  };
}

function sizeOf(message: string | Uint8Array): number {
  return typeof message === 'string' ? message.length : message.byteLength;
}
