import { parse } from '../../core/parse.ts';
import { simulationReadySchema } from '../../station/simulation-process.ts';
import type { ProcessEvents } from './utility-fork.ts';

const READY_WITHIN_MS = 30_000;

export interface SimulatedRobotOptions {
  fork(events: ProcessEvents): { kill(): void };
  /** Why it is not there, in words. */
  onFault(text: string): void;
}

/** The simulated robot's process, while a seat has no other robot. */
export class SimulatedRobot {
  readonly #options: SimulatedRobotOptions;
  #running: { url: Promise<string | null>; kill(): void } | null = null;

  constructor(options: SimulatedRobotOptions) {
    this.#options = options;
  }

  /** @returns its address; null when it does not start */
  start(): Promise<string | null> {
    this.#running ??= this.#start();
    return this.#running.url;
  }

  stop(): void {
    const running = this.#running;
    this.#running = null;
    running?.kill();
  }

  #start(): { url: Promise<string | null>; kill(): void } {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const timer = setTimeout(() => resolve(null), READY_WITHIN_MS);
    const child = this.#options.fork({
      onMessage: (message) => resolve(parse(simulationReadySchema, message, 'simulated robot').url),
      onExit: (code) => {
        resolve(null);
        if (this.#running !== running) return;
        this.#running = null;
        this.#options.onFault(`the simulated robot has ended with ${code}`);
      },
    });
    void promise.then(() => clearTimeout(timer));
    const running = { url: promise, kill: () => child.kill() };
    return running;
  }
}
