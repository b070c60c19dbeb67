import type { Outcome } from '../../protocols/phases.ts';
import type { SceneRange } from '../../robots/simulation/scene-range.ts';
import type { OperatorIntent, OperatorParameters } from '../../robots/simulation/scripted-operator.ts';

interface CommonJob {
  /** Name of a shipped protocol. */
  protocol: string;
  sceneSeed: number;
  sessionId: string;
  task: string;
  /** Other episodes are counted and not written; null writes all. */
  keeps: readonly Outcome[] | null;
}

/** One episode to make. */
export type RolloutJob =
  | (CommonJob & { by: 'policy' })
  | (CommonJob & {
      by: 'script';
      operator: string;
      operatorSeed: number;
      parameters: OperatorParameters;
      /** By phase, in place of what the protocol says. */
      intents: Readonly<Record<string, OperatorIntent>>;
    });

export interface RolloutResult {
  /** Null where the episode was not kept. */
  id: string | null;
  outcome: Outcome;
  durationMs: number;
}

export interface RolloutWorkerData {
  profilePath: string;
  datasetPath: string;
  pictureSizePx: number;
  scenes: SceneRange;
  policyPath: string | null;
  /** Of a policy's try. */
  limitMs: number;
}

/** An answer stands for the job that was sent last. */
export type RolloutReply = { result: RolloutResult } | { error: { code: string; message: string } };
