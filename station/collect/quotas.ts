import type { Quota } from '../../core/contract/collect.ts';
import type { EpisodeManifest } from '../../datasets/episode/manifest.ts';
import { readTargets, type Targets, writeTarget } from '../../datasets/targets.ts';
import { type Counted, withSegments } from './tally.ts';

type Held = Omit<Quota, 'protocol' | 'targetMs'>;

const NOTHING_HELD: Held = { recordedMs: 0, episodes: 0, phases: [] };

/**
 * How much of each protocol the dataset holds, against what is wanted: datasets are compared at equal minutes,
 * not episodes (arXiv:2210.02343). Counted once at the start and then with every kept episode, so that showing
 * it reads no disk. Aborted episodes do not count.
 */
export class Quotas {
  readonly #datasetPath: string;
  readonly #held = new Map<string, Held>();
  #targets: Targets;

  static async open(datasetPath: string, episodes: readonly EpisodeManifest[]): Promise<Quotas> {
    return new Quotas(datasetPath, await readTargets(datasetPath), episodes);
  }

  private constructor(datasetPath: string, targets: Targets, episodes: readonly EpisodeManifest[]) {
    this.#datasetPath = datasetPath;
    this.#targets = targets;
    for (const episode of episodes) {
      if (episode.state !== 'recording') this.add(episode.head.protocol.name, episode.outcome, episode);
    }
  }

  add(protocol: string, outcome: string, { durationNs, segments }: Counted): void {
    if (outcome === 'aborted') return;
    const held = this.#held.get(protocol) ?? NOTHING_HELD;
    this.#held.set(protocol, {
      recordedMs: held.recordedMs + durationNs / 1e6,
      episodes: held.episodes + 1,
      phases: withSegments(held.phases, segments),
    });
  }

  of(protocol: string): Quota {
    const minutes = this.#targets[protocol];
    return {
      protocol,
      targetMs: minutes === undefined ? null : minutes * 60_000,
      ...(this.#held.get(protocol) ?? NOTHING_HELD),
    };
  }

  /** @param minutes null wants no number any more. */
  async setTarget(protocol: string, minutes: number | null): Promise<void> {
    this.#targets = await writeTarget(this.#datasetPath, protocol, minutes);
  }
}
