import { join, resolve } from 'node:path';
import type { PolicyView } from '../../core/contract/snapshot.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { filesIn } from '../files-in.ts';
import { policyNameOf, readPolicyFile } from './policy-description.ts';
import { PolicyThread } from './policy-thread.ts';
import { assertSeesLive } from './robot-fit.ts';

/** The folder of a dataset that holds the policies that may drive its robot. */
const POLICY_FOLDER = 'policies';

/** A file that was put there by hand counts after at most this. */
const LOOK_EVERY_MS = 1_000;

interface KnownPolicy extends PolicyView {
  path: string;
}

export interface PolicyLibraryOptions {
  datasetPath: string;
  profile: RobotProfile;
  /** A policy from elsewhere, which comes first. */
  givenPath?: string;
}

/**
 * The policies that can sit beside the operator: those in the dataset's folder as it is now, and one from elsewhere.
 * One that does not fit the robot is shown with the reason, and refused.
 */
export class PolicyLibrary {
  readonly #folder: string;
  readonly #profile: RobotProfile;
  readonly #timer: NodeJS.Timeout;
  #given: KnownPolicy[] = [];
  #found: KnownPolicy[] = [];
  #seen = '';

  /** @throws AppError when the policy from elsewhere is none, or does not fit the robot */
  static async open({ datasetPath, profile, givenPath }: PolicyLibraryOptions): Promise<PolicyLibrary> {
    const library = new PolicyLibrary(join(datasetPath, POLICY_FOLDER), profile);
    try {
      if (givenPath !== undefined) await library.#give(resolve(givenPath));
      await library.refresh();
    } catch (error) {
      library.close();
      throw error;
    }
    return library;
  }

  private constructor(folder: string, profile: RobotProfile) {
    this.#folder = folder;
    this.#profile = profile;
    this.#timer = setInterval(() => void this.refresh(), LOOK_EVERY_MS).unref();
  }

  get policies(): PolicyView[] {
    return [...this.#given, ...this.#found].map(({ path, ...view }) => view);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Read the folder again if anything in it has changed. */
  async refresh(): Promise<void> {
    const files = await filesIn(this.#folder, '.onnx');
    const seen = files.map(({ name, mtimeMs, size }) => `${name} ${mtimeMs} ${size}`).join('\n');
    if (seen === this.#seen) return;
    this.#found = await Promise.all(files.map(({ name }) => this.#inspect(join(this.#folder, name), name)));
    this.#seen = seen;
  }

  /** @throws AppError `not-found`, or as {@link PolicyThread.open} */
  async load(name: string): Promise<PolicyThread> {
    const known = [...this.#given, ...this.#found].find((policy) => policy.name === name);
    if (known === undefined) throw new AppError('not-found', `there is no policy "${name}"`);
    return PolicyThread.open(known.path, name, this.#profile);
  }

  async #give(path: string): Promise<void> {
    const given = await this.#inspect(path, policyNameOf(path), true);
    if (given.refusal !== null) throw new AppError('invalid-input', given.refusal);
    this.#given = [given];
  }

  async #inspect(path: string, name: string, isGiven = false): Promise<KnownPolicy> {
    const known = { name, path, isGiven, about: '' };
    try {
      const { description } = await readPolicyFile(path);
      known.about = `${description.algorithm} · ${description.task}`;
      assertSeesLive(description, this.#profile);
      return { ...known, refusal: null };
    } catch (error) {
      return { ...known, refusal: messageOf(error) };
    }
  }
}
