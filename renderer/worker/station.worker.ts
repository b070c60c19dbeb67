import { z } from 'zod';
import { kindOf } from '../../core/contract/binary.ts';
import { type Downstream, downstreamSchema, type Upstream } from '../../core/contract/messages.ts';
import { decodePicture } from '../../core/contract/picture.ts';
import { decodePreview } from '../../core/contract/preview.ts';
import type { CameraInfo } from '../../core/contract/snapshot.ts';
import { messageOf } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { PortDock } from './port-dock.ts';
import { PreviewCredits } from './preview-credits.ts';
import { PreviewPainter } from './preview-painter.ts';
import { ReconnectingWire } from './reconnecting-wire.ts';
import { ViewSampler } from './view-sampler.ts';
import { socketWire } from './wire.ts';

// The page's policy forbids code from strings, which zod would otherwise try.
z.config({ jitless: true });

/**
 * The screen's end of the contract, off the UI thread: the wire, the parsing of what it brings, and the
 * decoding and drawing of pictures. A busy page delays none of them.
 */
const credits = new PreviewCredits();
let cameras: readonly CameraInfo[] = [];
let isPageVisible = true;
let isTelemetryWanted = false;
let isTrying = false;

const sampler = new ViewSampler();
const painter = new PreviewPainter({
  onDrawing: (camera, picture) => {
    const view = sampler.sample(camera, picture);
    if (view !== null) post({ type: 'view', view });
  },
  onDrawn: (frames) => post({ type: 'drawn', frames }),
  onFinished: (camera) => {
    credits.finish(camera);
    if (painter.shownCameras().has(camera)) ask(camera);
  },
});

const url = new URL('/contract', self.location.href);
url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

/** As the page named it: in the desktop app it has no server behind it, and is brought ports. */
const isDesktop = self.name === 'desktop';
const ports = new PortDock(() => post({ type: 'port-wanted' }));

const wire = new ReconnectingWire(isDesktop ? ports.open : socketWire(url), {
  onOpen: () => {
    credits.reset();
    askForTelemetry();
    if (isTrying) tellOfTrial();
  },
  onText: receive,
  onBinary: (buffer) => {
    try {
      if (kindOf(buffer) === 'picture') passOn(buffer);
      else preview(buffer);
    } catch (error) {
      misheard(error);
    }
  },
  onLink: (link) => post({ type: 'link', link }),
});

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'port':
      return ports.offer(data.port);
    case 'send':
      return sendOrRefuse(data.message);
    case 'show':
      return painter.show(data.view, data.camera, data.canvas);
    case 'hide':
      return painter.hide(data.view);
    case 'resize':
      painter.resize(data.view, data.shown);
      return askForShown();
    case 'sample':
      return sampler.want(data.camera);
    case 'telemetry':
      isTelemetryWanted = data.isWanted;
      return askForTelemetry();
    case 'trying':
      isTrying = data.isTrying;
      return tellOfTrial();
    case 'visibility':
      isPageVisible = data.isVisible;
      askForTelemetry();
      return askForShown();
  }
});

function receive(text: string): void {
  let message: Downstream;
  try {
    message = parseJson(downstreamSchema, text, 'message of the station');
  } catch (error) {
    misheard(error);
    return;
  }
  wire.heard();
  if (message.type === 'response') {
    post({ type: 'response', id: message.id, result: message.result });
    return;
  }
  if (message.type === 'telemetry') {
    post({ type: 'telemetry', telemetry: message.telemetry });
    return;
  }
  cameras = message.snapshot.robot.cameras;
  askForShown();
  post({ type: 'snapshot', snapshot: message.snapshot });
}

function preview(buffer: ArrayBuffer): void {
  const frame = decodePreview(buffer);
  const camera = cameras[frame.cameraIndex];
  if (camera !== undefined) painter.accept(camera.name, frame);
}

function passOn(buffer: ArrayBuffer): void {
  const { id, encoding, image } = decodePicture(buffer);
  const value = new Blob([image as Uint8Array<ArrayBuffer>], { type: `image/${encoding}` });
  post({ type: 'response', id, result: { ok: true, value } });
}

function misheard(error: unknown): void {
  wire.misheard(`It sent what this screen does not understand: ${messageOf(error)}.`);
}

function sendOrRefuse(message: Upstream): void {
  const isAnswered = message.type === 'request' || message.type === 'picture';
  if (wire.send(JSON.stringify(message)) || !isAnswered) return;
  const error = { code: 'unavailable', message: 'The station does not answer.', details: {} } as const;
  post({ type: 'response', id: message.id, result: { ok: false, error } });
}

function askForShown(): void {
  for (const camera of painter.shownCameras()) ask(camera);
}

function askForTelemetry(): void {
  const isWanted = isTelemetryWanted && isPageVisible;
  wire.send(JSON.stringify({ type: 'telemetry', isWanted } satisfies Upstream));
}

function tellOfTrial(): void {
  wire.send(JSON.stringify({ type: 'try-devices', isTrying } satisfies Upstream));
}

function ask(camera: string): void {
  if (!isPageVisible) return;
  const frames = credits.topUp(camera);
  if (frames > 0) wire.send(JSON.stringify({ type: 'credit', camera, frames } satisfies Upstream));
}

function post(message: FromWorker): void {
  self.postMessage(message);
}
