import type { Quota } from '../../core/contract/collect.ts';
import { readTargets, type Targets, writeTarget } from '../../datasets/targets.ts';
import { type Counted, withSegments } from './tally.ts';

type Held = Omit<Quota, 'protocol' | 'targetMs'>;

/** By protocol. */
export type HeldMinutes = Map<string, Held>;

const NOTHING_HELD: Held = { recordedMs: 0, episodes: 0, phases: [] };

/** Aborted episodes do not count. */
export function addHeld(held: HeldMinutes, episode: Counted & { protocol: string; outcome: string }): void {
  const { protocol, outcome, durationNs, segments } = episode;
  if (outcome === 'aborted') return;
  const before = held.get(protocol) ?? NOTHING_HELD;
  held.set(protocol, {
    recordedMs: before.recordedMs + durationNs / 1e6,
    episodes: before.episodes + 1,
    phases: withSegments(before.phases, segments),
  });
}

/**
 * How much of each protocol the dataset holds, against what is wanted: datasets are compared at equal minutes,
 * not episodes (arXiv:2210.02343). Counted once at the start and then with every kept episode, so that showing
 * it reads no disk.
 */
export class Quotas {
  readonly #datasetPath: string;
  readonly #added: HeldMinutes = new Map();
  /** What the dataset held at the start; empty until that has been counted. */
  #atStart: HeldMinutes = new Map();
  #targets: Targets;

  static async open(datasetPath: string): Promise<Quotas> {
    return new Quotas(datasetPath, await readTargets(datasetPath));
  }

  private constructor(datasetPath: string, targets: Targets) {
    this.#datasetPath = datasetPath;
    this.#targets = targets;
  }

  setAtStart(held: HeldMinutes): void {
    this.#atStart = held;
  }

  add(protocol: string, outcome: string, { durationNs, segments }: Counted): void {
    addHeld(this.#added, { protocol, outcome, durationNs, segments });
  }

  of(protocol: string): Quota {
    const minutes = this.#targets[protocol];
    return {
      protocol,
      targetMs: minutes === undefined ? null : minutes * 60_000,
      ...sumOf(this.#atStart.get(protocol) ?? NOTHING_HELD, this.#added.get(protocol) ?? NOTHING_HELD),
    };
  }

  /** @param minutes null wants no number any more. */
  async setTarget(protocol: string, minutes: number | null): Promise<void> {
    this.#targets = await writeTarget(this.#datasetPath, protocol, minutes);
  }
}

function sumOf(a: Held, b: Held): Held {
  const phases = [...a.phases, ...b.phases].map(({ phase }) => phase);
  const of = ({ phases: known }: Held, name: string) =>
    known.find(({ phase }) => phase === name) ?? { ms: 0, segments: 0 };
  return {
    recordedMs: a.recordedMs + b.recordedMs,
    episodes: a.episodes + b.episodes,
    phases: [...new Set(phases)].map((phase) => ({
      phase,
      ms: of(a, phase).ms + of(b, phase).ms,
      segments: of(a, phase).segments + of(b, phase).segments,
    })),
  };
}
