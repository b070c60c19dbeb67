/** What a connection to the station says of itself; nothing after `onClose`. */
export interface WireEvents {
  onOpen(): void;
  onText(text: string): void;
  onBinary(buffer: ArrayBuffer): void;
  onClose(): void;
}

/** One connection to the station, from its first try to its end. */
export interface Wire {
  readonly isOpen: boolean;
  send(text: string): void;
  close(): void;
}

export type OpenWire = (events: WireEvents) => Wire;

/** In a browser. */
export function socketWire(url: URL): OpenWire {
  return (events) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => events.onOpen());
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') events.onText(data);
      else events.onBinary(data);
    });
    socket.addEventListener('close', () => events.onClose());
    return {
      get isOpen() {
        return socket.readyState === WebSocket.OPEN;
      },
      send: (text) => socket.send(text),
      close: () => socket.close(),
    };
  };
}
