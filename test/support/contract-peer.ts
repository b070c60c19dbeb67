import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { kindOf } from '../../core/contract/binary.ts';
import { type Downstream, downstreamSchema, type Upstream } from '../../core/contract/messages.ts';
import { decodePicture, type PictureAnswer } from '../../core/contract/picture.ts';
import { decodePreview, type PreviewFrame } from '../../core/contract/preview.ts';
import { EpisodeLibrary } from '../../station/episode-library.ts';
import type { Seat } from '../../station/seat.ts';
import { ScreenHub } from '../../station/server/screen-hub.ts';
import { portWire } from '../../station/server/screen-wire.ts';
import { StationServer } from '../../station/server/server.ts';
import { tempFolder } from '../builders/temp-dataset.ts';

/** A screen's end of the contract, down to what it sends wrongly. */
export interface ContractPeer {
  readonly messages: readonly Downstream[];
  readonly frames: readonly PreviewFrame[];
  readonly pictures: readonly PictureAnswer[];
  /** Resolves when the station has hung up. */
  readonly closed: Promise<void>;
  send(message: Upstream): void;
  sendRaw(data: string | Uint8Array): void;
  close(): void;
}

/** How screens reach a station: the same contract over each. */
export const TRANSPORTS: Readonly<Record<string, (seat: Seat) => Promise<() => Promise<ContractPeer>>>> = {
  WebSocket: overWebSocket,
  MessagePort: overMessagePort,
};

async function overWebSocket(seat: Seat): Promise<() => Promise<ContractPeer>> {
  const server = await StationServer.listen({
    station: seat.station,
    episodes: libraryOf(seat),
    rendererPath: await tempFolder(),
    port: 0,
  });
  onTestFinished(() => server.close());
  const response = await fetch(server.address, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  const { origin, host } = new URL(server.address);
  return async () => {
    const socket = new WebSocket(`ws://${host}/contract`, { headers: { cookie, origin } });
    const heard = new Heard();
    socket.on('message', (data: Buffer, isBinary) => heard.take(isBinary ? data : data.toString()));
    socket.on('error', () => {});
    const closed = once(socket, 'close').then(() => {});
    await once(socket, 'open');
    return {
      ...heard,
      closed,
      send: (message) => socket.send(JSON.stringify(message)),
      sendRaw: (data) => socket.send(data),
      close: () => socket.terminate(),
    };
  };
}

async function overMessagePort(seat: Seat): Promise<() => Promise<ContractPeer>> {
  const hub = new ScreenHub(seat.station, libraryOf(seat));
  onTestFinished(() => hub.close());
  return async () => {
    const { port1, port2 } = new MessageChannel();
    const heard = new Heard();
    port2.on('message', (data: string | Uint8Array) => {
      heard.take(data);
      port2.postMessage(data.length);
    });
    hub.add(portWire(port1, (data) => data));
    const closed = once(port2, 'close').then(() => {});
    return {
      ...heard,
      closed,
      send: (message) => port2.postMessage(JSON.stringify(message)),
      sendRaw: (data) => port2.postMessage(data),
      close: () => port2.close(),
    };
  };
}

function libraryOf(seat: Seat): EpisodeLibrary {
  const library = new EpisodeLibrary(seat.dataset);
  onTestFinished(() => library.close());
  return library;
}

class Heard {
  readonly messages: Downstream[] = [];
  readonly frames: PreviewFrame[] = [];
  readonly pictures: PictureAnswer[] = [];

  take(data: string | Uint8Array): void {
    if (typeof data === 'string') {
      this.messages.push(downstreamSchema.parse(JSON.parse(data)));
      return;
    }
    const { buffer } = Uint8Array.from(data);
    if (kindOf(buffer) === 'picture') this.pictures.push(decodePicture(buffer));
    else this.frames.push(decodePreview(buffer));
  }
}
