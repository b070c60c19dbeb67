import { messageOf } from '../../core/errors.ts';
import { parse } from '../../core/parse.ts';
import {
  type Activity,
  type FromStation,
  fromStationSchema,
  HEARTBEAT_PERIOD_MS,
  type ToStation,
} from '../../station/desktop/shell-messages.ts';
import { RestartPolicy } from './restart-policy.ts';

/** Two heartbeats that did not come. */
const SILENT_AFTER_MS = 2.5 * HEARTBEAT_PERIOD_MS;
/** Sealing takes a fraction of a second; a station that hangs must not keep the computer from its sleep. */
const PATIENCE_MS = 5_000;

/** The station's process, as Electron's `UtilityProcess` offers it; `Port` is its `MessagePortMain`. */
export interface StationProcess<Port> {
  postMessage(message: ToStation, ports?: Port[]): void;
  kill(): void;
}

export interface StationEvents {
  onMessage(message: unknown): void;
  onExit(code: number): void;
}

export interface SupervisorOptions<Port> {
  /** Starts the process; the events are called until it has ended. */
  fork(events: StationEvents): StationProcess<Port>;
  /** The station is up, for the first time or again: screens may connect. */
  onReady(ready: Extract<FromStation, { type: 'ready' }>): void;
  /** Null while the station has not said what it does. */
  onActivity(activity: Activity | null): void;
  /** It was not heard of for so long that somebody should know. */
  onSilent(): void;
  /** It has ended, and is not started again unless somebody asks. */
  onDown(cause: string): void;
}

/** Starts the station's process, listens to its heart, starts it again, and ends it: seal first. */
export class StationSupervisor<Port> {
  readonly #options: SupervisorOptions<Port>;
  readonly #policy = new RestartPolicy();
  readonly #waiting = new Set<{ until: 'sealed' | 'exit'; done: () => void }>();
  #process: StationProcess<Port> | null = null;
  #activity: Activity | null = null;
  #refusal: string | null = null;
  #isClosing = false;
  #silence: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions<Port>) {
    this.#options = options;
  }

  get activity(): Activity | null {
    return this.#activity;
  }

  /** Also after it went down: what was before no longer counts. */
  start(): void {
    if (this.#process !== null) return;
    this.#policy.forget();
    this.#fork();
  }

  /** Hand a screen's port to the station. @returns whether there is one */
  connect(port: Port): boolean {
    this.#process?.postMessage({ type: 'screen' }, [port]);
    return this.#process !== null;
  }

  /** Resolves when nothing is open any more, or when waiting longer would not help. */
  async seal(): Promise<void> {
    const process = this.#process;
    if (process === null) return;
    const sealed = this.#wait('sealed');
    process.postMessage({ type: 'seal' });
    await sealed;
  }

  /** Seals and ends the station; kills it when it does not end within 5 s. */
  async close(): Promise<void> {
    const process = this.#process;
    if (process === null) return;
    this.#isClosing = true;
    const ended = this.#wait('exit');
    process.postMessage({ type: 'close' });
    await ended;
    if (this.#process !== process) return;
    const killed = this.#wait('exit');
    process.kill();
    await killed;
  }

  #fork(): void {
    this.#isClosing = false;
    this.#refusal = null;
    this.#process = this.#options.fork({
      onMessage: (message) => this.#receive(message),
      onExit: (code) => this.#ended(code),
    });
    this.#listen();
  }

  #receive(data: unknown): void {
    let message: FromStation;
    try {
      message = parse(fromStationSchema, data, 'message of the station');
    } catch (error) {
      console.error(messageOf(error));
      return;
    }
    this.#listen();
    if (message.type === 'ready') this.#options.onReady(message);
    else if (message.type === 'heartbeat') this.#setActivity(message.activity);
    else if (message.type === 'sealed') this.#release('sealed');
    else this.#refusal = message.message;
  }

  #ended(code: number): void {
    clearTimeout(this.#silence);
    this.#process = null;
    this.#setActivity(null);
    this.#release('sealed');
    this.#release('exit');
    if (this.#isClosing) return;
    if (this.#refusal !== null) this.#options.onDown(this.#refusal);
    else if (this.#policy.mayRestart(performance.now())) this.#fork();
    else this.#options.onDown(`It ended again and again, the last time with code ${code}.`);
  }

  #setActivity(activity: Activity | null): void {
    if (activity === this.#activity) return;
    this.#activity = activity;
    this.#options.onActivity(activity);
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#options.onSilent(), SILENT_AFTER_MS);
  }

  #wait(until: 'sealed' | 'exit'): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => entry.done(), PATIENCE_MS);
      const entry = {
        until,
        done: () => {
          clearTimeout(timer);
          this.#waiting.delete(entry);
          resolve();
        },
      };
      this.#waiting.add(entry);
    });
  }

  #release(what: 'sealed' | 'exit'): void {
    for (const { until, done } of [...this.#waiting]) if (until === what) done();
  }
}
