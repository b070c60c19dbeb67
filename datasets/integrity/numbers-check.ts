import type { EpisodeHead, Finding } from '../episode/manifest.ts';
import type { StepRow } from '../episode/row.ts';
import { type Check, Sightings } from './check.ts';

/** Values of state and action that are NaN or infinite, as the file's 32 bits hold them. */
export class NumbersCheck implements Check {
  readonly #seen: { label: string; sightings: Sightings }[];
  readonly #stateWidth: number;
  #rows = 0;

  constructor({ state, action }: EpisodeHead) {
    this.#stateWidth = state.names.length;
    this.#seen = [
      ...state.names.map((name) => ({ label: `state "${name}"`, sightings: new Sightings() })),
      ...action.names.map((name) => ({ label: `action "${name}"`, sightings: new Sightings() })),
    ];
  }

  add({ timeNs, state, action }: StepRow): void {
    this.#rows += 1;
    this.#addAll(state, 0, timeNs);
    if (action !== null) this.#addAll(action, this.#stateWidth, timeNs);
  }

  findings(): Finding[] {
    return this.#seen
      .filter(({ sightings }) => sightings.count > 0)
      .map(({ label, sightings }) => ({
        code: 'non-finite',
        severity: 'error',
        message: `${label} is NaN or infinite in ${sightings.count} of ${this.#rows} rows, ${sightings.first}`,
      }));
  }

  #addAll(values: ArrayLike<number>, offset: number, timeNs: bigint): void {
    for (let i = 0; i < values.length; i += 1) {
      if (!Number.isFinite(Math.fround(values[i]!))) this.#seen[offset + i]?.sightings.add(timeNs);
    }
  }
}
