export const STAGES = ['opening', 'beginning', 'recording', 'sealing', 'labelling', 'rebuilding'] as const;

export type Stage = (typeof STAGES)[number];

/** What the recording child says on its output. */
export type ChildEvent =
  | { kind: 'stage'; stage: Stage }
  | { kind: 'row'; id: string; timeMs: number }
  | { kind: 'sealed'; id: string; sha256: string }
  | { kind: 'labelled'; id: string; labels: number };
