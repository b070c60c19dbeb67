import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import { fromMs, toMs } from '../../core/time.ts';
import type { Intent } from '../../robots/input/intent.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import type { RobotLink } from '../robot-link.ts';
import { endThread } from './end-thread.ts';
import { type PolicyFile, readPolicyFile, sha256Of } from './policy-description.ts';
import { assertSeesLive, intentOf } from './robot-fit.ts';

/** What was seen longer ago than this says nothing of now, however long it was thought about. A later step of a chunk
 * was meant for later. */
const MAX_AGE_MS = 400;

export interface PolicyQuestion {
  state: number[];
  /** JPEG, in the order of the policy's cameras. */
  frames: Uint8Array[];
}

/**
 * The first says only whether the policy could be loaded. `blindBecause`: it could not see what it was shown, and may see
 * what it is shown next; after an `error` it answers no more.
 */
export type PolicyAnswer = { actions: number[][] } | { blindBecause: string } | { error: string };

/** A policy beside the operator: it looks at each step in a thread of its own, and nobody waits for it. */
export class PolicyThread {
  readonly name: string;
  readonly sha256: string;
  readonly #cameras: readonly string[];
  readonly #profile: RobotProfile;
  readonly #worker: Worker;
  /** What it thinks about now. `seenNs`: when the oldest part of what it was shown was made. */
  #question: { seenNs: bigint; askedAtMs: number; isForgotten: boolean } | null = null;
  /** `step`: how far its chunk is played. */
  #answer: { seenNs: bigint; intents: Intent[]; step: number } | null = null;
  /** How long it thought about its last answer. */
  #answerMs: number | null = null;
  /** Why it was not asked at the last step. */
  #unaskedBecause: string | null = null;
  /** Why it could not see what it was last asked about. */
  #blindBecause: string | null = null;
  #failure: string | null = null;

  /** @throws AppError when the file is no policy, cannot be loaded, or does not fit the robot */
  static async open(path: string, name: string, profile: RobotProfile): Promise<PolicyThread> {
    const file = await readPolicyFile(path);
    assertSeesLive(file.description, profile);
    const worker = new Worker(new URL('./policy.worker.ts', import.meta.url), { workerData: path });
    const [ready] = (await once(worker, 'message')) as [PolicyAnswer];
    if ('error' in ready) {
      await endThread(worker);
      throw new AppError('invalid-input', ready.error);
    }
    return new PolicyThread(name, file, profile, worker);
  }

  private constructor(
    name: string,
    { model, description }: PolicyFile,
    profile: RobotProfile,
    worker: Worker,
  ) {
    this.name = name;
    this.sha256 = sha256Of(model);
    this.#cameras = description.observation.cameras.map((camera) => camera.name);
    this.#profile = profile;
    this.#worker = worker;
    worker.on('message', (answer: PolicyAnswer) => this.#hear(answer));
    worker.on('error', ({ message }) => {
      this.#failure = message;
    });
  }

  /** Why it will never answer again; null while nothing is wrong. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Once a step. A chunk is played to its end; a thread that is still thinking is left to it. */
  look(link: Pick<RobotLink, 'cameras' | 'states' | 'state'>, nowNs: bigint): void {
    const cameras = this.#cameras.map((name) => link.cameras.find((camera) => camera.name === name)!);
    const seen = [...cameras, ...link.states];
    const stale = seen.find((stream) => !stream.isFresh(nowNs));
    this.#unaskedBecause = stale === undefined ? null : `“${stale.name}” has sent nothing new`;
    if (stale !== undefined || this.#question !== null || this.#failure !== null) return;
    if (this.#answer !== null && this.#playOn(this.#answer, nowNs)) return;
    const ageMs = Math.max(...seen.map((stream) => stream.ageMs(nowNs)!));
    this.#question = { seenNs: nowNs - fromMs(ageMs), askedAtMs: performance.now(), isForgotten: false };
    const frames = cameras.map(({ latest }) => latest!.value);
    this.#worker.postMessage({ state: link.state(), frames } satisfies PolicyQuestion);
  }

  /** What it wanted before somebody else had the robot is nothing to go on with. */
  forget(): void {
    this.#answer = null;
    if (this.#question !== null) this.#question.isForgotten = true;
  }

  /** What it wants; null where it has not said so of what was seen just now. */
  intent(nowNs: bigint): Intent | null {
    if (this.#failure !== null || this.#answer === null) return null;
    const { seenNs, intents, step } = this.#answer;
    return toMs(nowNs - seenNs) > this.#maxAgeMs(step) ? null : intents[step]!;
  }

  /** Why there is no intent, in words. */
  trouble(): string {
    if (this.#failure !== null) return this.#failure;
    const unseen = this.#unaskedBecause ?? this.#blindBecause;
    if (unseen !== null) return unseen;
    if (this.#answerMs === null || this.#thinksMs() > MAX_AGE_MS) return 'it does not answer';
    return `it answers after ${Math.round(this.#answerMs)} ms, and acts on nothing that was seen more than ${MAX_AGE_MS} ms ago`;
  }

  async close(): Promise<void> {
    await endThread(this.#worker);
  }

  #hear(answer: PolicyAnswer): void {
    const { seenNs, isForgotten } = this.#question!;
    this.#answerMs = this.#thinksMs();
    this.#question = null;
    if ('error' in answer) {
      this.#failure = answer.error;
      return;
    }
    this.#blindBecause = 'blindBecause' in answer ? answer.blindBecause : null;
    if ('blindBecause' in answer || isForgotten) return;
    this.#answer = {
      seenNs,
      intents: answer.actions.map((action) => intentOf(action, this.#profile)),
      step: 0,
    };
  }

  /** @returns whether the chunk has another step, for now */
  #playOn(answer: { seenNs: bigint; intents: Intent[]; step: number }, nowNs: bigint): boolean {
    const next = answer.step + 1;
    if (next >= answer.intents.length || toMs(nowNs - answer.seenNs) > this.#maxAgeMs(next)) return false;
    answer.step = next;
    return true;
  }

  #maxAgeMs(step: number): number {
    return MAX_AGE_MS + (1000 * step) / this.#profile.rates.stepHz;
  }

  /** About the present question. */
  #thinksMs(): number {
    return this.#question === null ? 0 : performance.now() - this.#question.askedAtMs;
  }
}
