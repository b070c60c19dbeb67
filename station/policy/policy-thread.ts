import { once } from 'node:events';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import { fromMs } from '../../core/time.ts';
import type { Intent } from '../../robots/input/intent.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import type { RobotLink } from '../robot-link.ts';
import { openPolicy, type PolicyDescription } from './policy.ts';
import { assertFits, intentOf } from './robot-fit.ts';

/** What a policy wanted longer ago than this says nothing of now. */
const FRESH_NS = fromMs(300);

export interface PolicyQuestion {
  state: number[];
  /** JPEG, in the order of the policy's cameras. */
  frames: Uint8Array[];
}

/** The first has no action: the thread is ready. */
export type PolicyAnswer = { action: number[] } | { error: string };

/** A policy beside the operator: it looks at each step in a thread of its own, and nobody waits for it. */
export class PolicyThread {
  readonly name: string;
  readonly #cameras: readonly string[];
  readonly #profile: RobotProfile;
  readonly #worker: Worker;
  #askedNs: bigint | null = null;
  #answer: { askedNs: bigint; intent: Intent } | null = null;
  #failure: string | null = null;

  /** @throws AppError when the file is no policy, or does not fit the robot */
  static async open(path: string, profile: RobotProfile): Promise<PolicyThread> {
    const { description } = await openPolicy(path);
    assertFits(description, profile);
    for (const { name } of description.observation.cameras) {
      const camera = profile.cameras.find((one) => one.name === name)!;
      if (camera.encoding === 'jpeg') continue;
      throw new AppError('not-allowed', `a policy looks at JPEG, "${name}" gives ${camera.encoding}`);
    }
    const worker = new Worker(new URL('./policy.worker.ts', import.meta.url), { workerData: path });
    await once(worker, 'message');
    return new PolicyThread(basename(path), description, profile, worker);
  }

  private constructor(
    name: string,
    { observation }: PolicyDescription,
    profile: RobotProfile,
    worker: Worker,
  ) {
    this.name = name;
    this.#cameras = observation.cameras.map((camera) => camera.name);
    this.#profile = profile;
    this.#worker = worker;
    worker.on('message', (answer: PolicyAnswer) => this.#hear(answer));
    worker.on('error', ({ message }) => {
      this.#failure = message;
    });
  }

  /** Why it does not answer; null while nothing is wrong. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Once a step. A thread that is still thinking about the step before is left to it. */
  look(link: RobotLink, nowNs: bigint): void {
    if (this.#askedNs !== null || this.#failure !== null) return;
    const state = link.state();
    const frames = this.#cameras.flatMap(
      (name) => link.cameras.find((camera) => camera.name === name)?.latest?.value ?? [],
    );
    if (frames.length < this.#cameras.length || state.some(Number.isNaN)) return;
    this.#askedNs = nowNs;
    this.#worker.postMessage({ state, frames } satisfies PolicyQuestion);
  }

  /** What it wants; null without a fresh answer. */
  intent(nowNs: bigint): Intent | null {
    if (this.#answer === null || nowNs - this.#answer.askedNs > FRESH_NS) return null;
    return this.#answer.intent;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(answer: PolicyAnswer): void {
    const askedNs = this.#askedNs!;
    this.#askedNs = null;
    if ('error' in answer) this.#failure = answer.error;
    else this.#answer = { askedNs, intent: intentOf(answer.action, this.#profile) };
  }
}
