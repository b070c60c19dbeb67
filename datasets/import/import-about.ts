import type { Outcome } from '../../protocols/phases.ts';

/** What a source may not say of itself. */
export interface ImportAbout {
  operator: string;
  /** Of episodes that do not say how they ended. */
  outcome: Outcome;
  importedAtNs: bigint;
}
