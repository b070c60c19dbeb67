import type { RequestResult, ShownTelemetry, Upstream } from '../../core/contract/messages.ts';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import type { PictureSize } from '../shared/decode-picture.ts';
import type { GrayView } from '../shared/gray-view.ts';

/** From the page to its worker. */
export type ToWorker =
  | { type: 'send'; message: Upstream }
  /** Draw this camera's newest picture on `canvas` until the view is hidden. */
  | { type: 'show'; view: number; camera: string; canvas: OffscreenCanvas }
  | { type: 'hide'; view: number }
  /** How large a view is in the display's pixels; one that is scrolled away has none, and asks for no pictures. */
  | { type: 'resize'; view: number; shown: PictureSize | null }
  /** Of which camera small views are wanted, a few a second; null for none. */
  | { type: 'sample'; camera: string | null }
  /** Whether anything on the page shows the robot's numbers. */
  | { type: 'telemetry'; isWanted: boolean }
  /** Whether a device is tried out on the page. */
  | { type: 'trying'; isTrying: boolean }
  /** A page that nobody sees asks for no pictures. */
  | { type: 'visibility'; isVisible: boolean }
  /** In the desktop app: a way to the station, as it was asked for. */
  | { type: 'port'; port: MessagePort };

/** From the worker to its page. */
export type FromWorker =
  | { type: 'link'; link: Link }
  | { type: 'snapshot'; snapshot: Snapshot }
  /** To a request, with its value; to a picture, with a `Blob`. */
  | { type: 'response'; id: number; result: RequestResult }
  | { type: 'telemetry'; telemetry: ShownTelemetry }
  /** All that went onto canvases for one frame of the display. */
  | { type: 'drawn'; frames: readonly DrawnFrame[] }
  | { type: 'view'; view: GrayView }
  /** In the desktop app: there is no way to the station, or none any more. */
  | { type: 'port-wanted' };

/** How it stands with the station; `lost` says why in words. */
export type Link = { status: 'connecting' } | { status: 'live' } | { status: 'lost'; cause: string };

/** A preview picture that is on the canvas now. Milliseconds since the Unix epoch. */
export interface DrawnFrame {
  camera: string;
  sequence: number;
  stampWallMs: number;
  drawnWallMs: number;
}
