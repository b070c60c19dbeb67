import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AppError, messageOf } from '../../core/errors.ts';
import {
  type PolicyDescription,
  type PolicyIdentity,
  policyNameOf,
  readPolicyFile,
  sha256Of,
} from './policy-description.ts';

/** The part of an ONNX session that a policy uses. */
export interface PolicySession {
  run(feeds: Record<string, Tensor>): Promise<Record<string, { data: unknown }>>;
}

/** A trained policy: from an observation to the actions of the steps from then on, in the robot's units. */
export class Policy {
  /** As episodes name it. */
  readonly identity: PolicyIdentity;
  readonly description: PolicyDescription;
  readonly #session: PolicySession;

  constructor(identity: PolicyIdentity, description: PolicyDescription, session: PolicySession) {
    this.identity = identity;
    this.description = description;
    this.#session = session;
  }

  /**
   * @param state in the order of `description.observation.state`
   * @param pictures RGB, in the order of `description.observation.cameras`
   * @returns an action for each step of a chunk
   * @throws AppError `invalid-input` when the model's answer is not one number per action
   */
  async act(state: readonly number[], pictures: readonly Uint8Array[]): Promise<number[][]> {
    const { cameras } = this.description.observation;
    const { widthPx, heightPx } = cameras[0] ?? { widthPx: 0, heightPx: 0 };
    const bytes = new Uint8Array(cameras.length * heightPx * widthPx * 3);
    pictures.forEach((picture, index) => {
      bytes.set(picture, index * heightPx * widthPx * 3);
    });
    const { action } = await this.#session.run({
      state: new Tensor('float32', Float32Array.from(state), [1, state.length]),
      pictures: new Tensor('uint8', bytes, [1, cameras.length, heightPx, widthPx, 3]),
    });
    const values = action?.data;
    const { names, chunk } = this.description.action;
    const expected = chunk * names.length;
    if (!(values instanceof Float32Array) || values.length !== expected || !values.every(Number.isFinite)) {
      throw new AppError(
        'invalid-input',
        `the policy answered ${String(values)}, expected ${expected} numbers`,
      );
    }
    return Array.from({ length: chunk }, (_, step) => [
      ...values.subarray(step * names.length, (step + 1) * names.length),
    ]);
  }
}

/**
 * @throws AppError `not-found`, or `invalid-input` for a file that is no policy, or that ONNX Runtime refuses
 */
export async function openPolicy(path: string): Promise<Policy> {
  const { model, description } = await readPolicyFile(path);
  // One thread: each core runs a simulation of its own.
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 }).catch(
    (cause: unknown) => {
      throw new AppError('invalid-input', `the policy cannot be loaded: ${messageOf(cause)} (${path})`, {
        cause,
      });
    },
  );
  return new Policy({ name: policyNameOf(path), sha256: sha256Of(model) }, description, session);
}
