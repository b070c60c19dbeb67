import type { Progress } from '../../protocols/phases.ts';
import type { Intent } from '../../robots/input/intent.ts';
import type { OperatorIntent, ScriptedOperator } from '../../robots/simulation/scripted-operator.ts';
import type { NewEvent } from '../collect/phase-log.ts';
import type { Pilot } from './rollout.ts';
import type { SimulatedRobot } from './simulated-robot.ts';

/** A try that goes nowhere is given up after this many times its suggested time. */
const PATIENCE = 6;

/** The scripted operator at the robot itself; {@link ScriptedDriver} sits it at a station. */
export class ScriptedPilot implements Pilot {
  readonly source = 'script';
  readonly policy = null;
  readonly #operator: ScriptedOperator;
  readonly #intents: Readonly<Record<string, OperatorIntent>>;

  /** @param intents what to do in a phase, by its name, in place of what its protocol says */
  constructor(operator: ScriptedOperator, intents: Readonly<Record<string, OperatorIntent>> = {}) {
    this.#operator = operator;
    this.#intents = intents;
  }

  async observe(): Promise<void> {}

  decide(robot: SimulatedRobot, { phase, phaseStartNs }: Progress): Intent | NewEvent {
    const intent = this.#intents[phase.name] ?? (phase.intent === 'free' ? 'idle' : phase.intent);
    const decision = this.#operator.update({ timeNs: robot.timeNs, truth: robot.truth(), intent });
    const { x, y, z, yaw } = decision.axes;
    const wentWell = phase.transitions[0];
    // In a phase that is named for success, a failure that was wanted ends as the protocol's failure does.
    const wentWrong = phase.transitions[1];
    const isMeantToFail = intent === 'fail' && phase.intent === 'succeed';
    if (decision.isDone) return markOf(isMeantToFail ? wentWrong : wentWell);
    if (decision.isFailed) return markOf(wentWrong);
    if (Number(robot.timeNs) - phaseStartNs > PATIENCE * phase.suggestedMs * 1e6) return { kind: 'abort' };
    return {
      axes: { right: x, away: y, up: z, yaw },
      isGripperClosed: decision.isGripperClosed,
      isDeadManHeld: decision.isDeadManHeld,
    };
  }
}

function markOf(transition: { id: string } | undefined): NewEvent {
  return transition === undefined ? { kind: 'abort' } : { kind: 'mark', transition: transition.id };
}
