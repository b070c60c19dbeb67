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
import type { ProcessEvents } from './utility-fork.ts';

/** Heartbeats that did not come: after so many the log says so, */
const SILENT_AFTER = 2;
/** and after so many the station hangs. The watchdog has long held the robot; what was open is recovered. */
const HANGS_AFTER = 10;
/** Sealing takes a fraction of a second; a station that hangs must not keep the computer from its sleep. */
const PATIENCE_MS = 5_000;

/** The station's process, as Electron's `UtilityProcess` offers it; `Port` is its `MessagePortMain`. */
export interface StationProcess<Port> {
  postMessage(message: ToStation, ports?: Port[]): void;
  kill(): void;
}

export interface SupervisorOptions<Port> {
  /** Starts the process; the events are called until it has ended. */
  fork(events: ProcessEvents): StationProcess<Port>;
  /** The station is up, for the first time or again: screens may connect. */
  onReady(ready: Extract<FromStation, { type: 'ready' }>): void;
  /** Null while the station has not said what it does. */
  onActivity(activity: Activity | null): void;
  /** Each time that the station says what it does. */
  onBeat(activity: Activity): void;
  /** It has missed heartbeats, and is killed once it has missed too many. */
  onSilent(missed: number): void;
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
  #missedBeats = 0;
  #watch: NodeJS.Timeout | undefined;

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
    this.#missedBeats = 0;
    // Counted, not timed: while the computer sleeps neither of the two beats.
    clearInterval(this.#watch);
    this.#watch = setInterval(() => this.#missBeat(), HEARTBEAT_PERIOD_MS);
  }

  #missBeat(): void {
    // The beat of this second may still be under way.
    const missed = this.#missedBeats;
    this.#missedBeats += 1;
    if (missed === SILENT_AFTER || missed === HANGS_AFTER) this.#options.onSilent(missed);
    if (missed === HANGS_AFTER) this.#process?.kill();
  }

  #receive(data: unknown): void {
    let message: FromStation;
    try {
      message = parse(fromStationSchema, data, 'message of the station');
    } catch (error) {
      console.error(messageOf(error));
      return;
    }
    this.#missedBeats = 0;
    if (message.type === 'ready') this.#options.onReady(message);
    else if (message.type === 'heartbeat') this.#beat(message.activity);
    else if (message.type === 'sealed') this.#release('sealed');
    else this.#refusal = message.message;
  }

  #ended(code: number): void {
    clearInterval(this.#watch);
    this.#process = null;
    this.#setActivity(null);
    this.#release('sealed');
    this.#release('exit');
    if (this.#isClosing) return;
    if (this.#refusal !== null) this.#options.onDown(this.#refusal);
    else if (this.#policy.mayRestart(performance.now())) this.#fork();
    else this.#options.onDown(`It ended again and again, the last time with code ${code}.`);
  }

  #beat(activity: Activity): void {
    this.#setActivity(activity);
    this.#options.onBeat(activity);
  }

  #setActivity(activity: Activity | null): void {
    if (activity === this.#activity) return;
    this.#activity = activity;
    this.#options.onActivity(activity);
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
