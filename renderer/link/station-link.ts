import { createStore } from 'zustand/vanilla';
import type { InputState } from '../../core/contract/input.ts';
import type { RequestResult, ShownTelemetry, Upstream } from '../../core/contract/messages.ts';
import type { RecordedPicture } from '../../core/contract/picture.ts';
import {
  type RequestName,
  type RequestParams,
  type RequestValue,
  requestSchemas,
} from '../../core/contract/requests.ts';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { AppError } from '../../core/errors.ts';
import { parse } from '../../core/parse.ts';
import type { PictureSize } from '../shared/decode-picture.ts';
import type { GrayView } from '../shared/gray-view.ts';
import type { FromWorker, Link, ToWorker } from '../worker/messages.ts';
import { PreviewMeter } from './preview-meter.ts';
import { shareStructure } from './share-structure.ts';

/** A new scene may take 20 s; more than this means that no answer will come. */
const ANSWER_WITHIN_MS = 30_000;

export interface StationState {
  link: Link;
  /** The newest; it stays, and is stale, while the link is lost. */
  snapshot: Snapshot | null;
}

/** A camera's canvas. Nothing is drawn on it before it has a size, and while it has none it costs nothing. */
export interface CameraView {
  hide(): void;
  resize(shown: PictureSize | null): void;
}

/** The page's way to the station: what it knows, what can be asked of it, what it shows. */
export class StationLink {
  readonly store = createStore<StationState>(() => ({ link: { status: 'connecting' }, snapshot: null }));
  readonly previews = new PreviewMeter();
  readonly #worker: Worker;
  readonly #telemetryListeners = new Set<(telemetry: ShownTelemetry) => void>();
  #viewListener: ((view: GrayView) => void) | null = null;
  readonly #waiting = new Map<number, (result: RequestResult) => void>();
  #nextId = 1;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#receive(data));
    worker.addEventListener('error', ({ message }) =>
      this.#receive({
        type: 'link',
        link: { status: 'lost', cause: `This page broke: ${message}. Reload it.` },
      }),
    );
  }

  /**
   * Ask the station to do something.
   *
   * @throws AppError as the station refused it; `unavailable` when it cannot be reached, `timeout` when no
   * answer came within 30 s.
   */
  async request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestValue<N>> {
    const value = await this.#ask(name, (id) => ({ type: 'request', id, name, params }));
    return parse(requestSchemas[name].value, value, `answer to ${name}`) as RequestValue<N>;
  }

  /**
   * A picture of a recorded episode, over the contract.
   *
   * @throws AppError as {@link request}; `not-found` at a row before the camera's first picture.
   */
  async picture(picture: RecordedPicture): Promise<Blob> {
    return (await this.#ask('picture', (id) => ({ type: 'picture', id, ...picture }))) as Blob;
  }

  sendInput(state: InputState): void {
    this.#send({ type: 'input', state });
  }

  /** From now on this page's devices drive. */
  takeOver(): void {
    this.#send({ type: 'take-over' });
  }

  /**
   * Hear the robot's numbers, 20 times a second, until the returned function is called. They come only while
   * somebody listens and the page is seen.
   */
  onTelemetry(listener: (telemetry: ShownTelemetry) => void): () => void {
    this.#telemetryListeners.add(listener);
    if (this.#telemetryListeners.size === 1) this.#post({ type: 'telemetry', isWanted: true });
    return () => {
      this.#telemetryListeners.delete(listener);
      if (this.#telemetryListeners.size === 0) this.#post({ type: 'telemetry', isWanted: false });
    };
  }

  /** While a device is tried out here nothing drives the robot, not even a device on its own network. */
  setTrying(isTrying: boolean): void {
    this.#post({ type: 'trying', isTrying });
  }

  /** Draw the camera on this canvas until it is hidden. A canvas can be shown once. */
  showCamera(camera: string, canvas: HTMLCanvasElement): CameraView {
    const view = this.#nextId;
    this.#nextId += 1;
    const offscreen = canvas.transferControlToOffscreen();
    this.#post({ type: 'show', view, camera, canvas: offscreen }, [offscreen]);
    return {
      hide: () => this.#post({ type: 'hide', view }),
      resize: (shown) => this.#post({ type: 'resize', view, shown }),
    };
  }

  /**
   * Hear small views of a camera, a few a second while it is shown, until the returned function is called. One
   * camera at a time.
   */
  onViews(camera: string, listener: (view: GrayView) => void): () => void {
    this.#viewListener = listener;
    this.#post({ type: 'sample', camera });
    return () => {
      this.#viewListener = null;
      this.#post({ type: 'sample', camera: null });
    };
  }

  setVisible(isVisible: boolean): void {
    this.#post({ type: 'visibility', isVisible });
  }

  async #ask(name: string, question: (id: number) => Upstream): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    const result = await new Promise<RequestResult>((resolve) => {
      this.#waiting.set(id, resolve);
      setTimeout(() => this.#answer(id, timedOut(name)), ANSWER_WITHIN_MS);
      this.#send(question(id));
    });
    if (result.ok) return result.value;
    throw new AppError(result.error.code, result.error.message, { details: result.error.details });
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'snapshot':
        this.store.setState((state) => ({ snapshot: shareStructure(state.snapshot, message.snapshot) }));
        break;
      case 'link':
        this.store.setState({ link: message.link });
        if (message.link.status === 'lost') this.#giveUp();
        break;
      case 'response':
        this.#answer(message.id, message.result);
        break;
      case 'drawn':
        for (const { camera } of message.frames) this.previews.record(camera, this.#stationAgeMs(camera));
        break;
      case 'view':
        this.#viewListener?.(message.view);
        break;
      case 'telemetry':
        for (const listener of this.#telemetryListeners) listener(message.telemetry);
        break;
    }
  }

  #stationAgeMs(camera: string): number {
    const streams = this.store.getState().snapshot?.streams ?? [];
    // The first picture may come before the first snapshot that knows of it.
    return streams.find(({ kind, name }) => kind === 'camera' && name === camera)?.ageMs ?? 0;
  }

  #giveUp(): void {
    for (const id of [...this.#waiting.keys()]) this.#answer(id, UNANSWERED);
  }

  #answer(id: number, result: RequestResult): void {
    this.#waiting.get(id)?.(result);
    this.#waiting.delete(id);
  }

  #send(message: Upstream): void {
    this.#post({ type: 'send', message });
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

const UNANSWERED: RequestResult = {
  ok: false,
  error: { code: 'unavailable', message: 'The station stopped answering before it was done.', details: {} },
};

function timedOut(name: string): RequestResult {
  const message = `The station did not answer "${name}" within ${ANSWER_WITHIN_MS / 1000} s.`;
  return { ok: false, error: { code: 'timeout', message, details: {} } };
}
