import { AppError } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';
import type { Phase } from '../../protocols/protocol.ts';
import type { ScriptedOperator } from '../../robots/simulation/scripted-operator.ts';
import { type Truth, truthSchema } from '../../robots/simulation/truth.ts';
import type { Station } from '../station.ts';

/** An attempt that goes nowhere is given up after this many times its suggested time. */
const PATIENCE = 6;

/**
 * Sits a scripted operator at a station: it sees the simulator's truth instead of pictures, and from there
 * on does what a person does, through the same dead-man, limits and marks.
 */
export class ScriptedDriver {
  readonly #station: Station;
  readonly #operator: ScriptedOperator;
  #truth: Truth | null = null;

  constructor(station: Station, operator: ScriptedOperator) {
    this.#station = station;
    this.#operator = operator;
    const { simulation } = station.link.profile;
    if (simulation === undefined) {
      throw new AppError(
        'not-allowed',
        `the scripted operator drives simulated robots only: the profile "${station.link.profile.name}" has no "simulation"`,
      );
    }
    station.link.bridge.subscribe({
      topic: simulation.truthTopic,
      type: 'std_msgs/String',
      isImage: false,
      onMessage: (message) => {
        this.#truth = parseJson(truthSchema, String(message.data), simulation.truthTopic);
      },
    });
  }

  /** Once per command period, before the station's own tick. */
  tick(): void {
    const { session, clock } = this.#station;
    const progress = session.episode.progress();
    if (this.#truth === null || progress === null || progress.outcome !== null) {
      this.#station.setIntent({ axes: {}, isGripperClosed: false, isDeadManHeld: false });
      return;
    }
    const { phase } = progress;
    const nowNs = clock.nowNs();
    const decision = this.#operator.update({ timeNs: nowNs, truth: this.#truth, intent: intentOf(phase) });
    const { x, y, z, yaw } = decision.axes;
    this.#station.setIntent({
      axes: { right: x, away: y, up: z, yaw },
      isGripperClosed: decision.isGripperClosed,
      // After a hold a person lets go and presses again.
      isDeadManHeld: decision.isDeadManHeld && !this.#station.loop.needsNewPress,
    });
    const phaseMs = session.episode.elapsedMs() - progress.phaseStartNs / 1e6;
    if (decision.isDone) session.mark(phase.transitions[0]!.id);
    else if (decision.isFailed) this.#markFailure(phase);
    else if (phaseMs > PATIENCE * phase.suggestedMs) session.abort();
  }

  /** The protocol's second way out of a phase is what to say when it did not work. */
  #markFailure(phase: Phase): void {
    const transition = phase.transitions[1];
    if (transition === undefined) this.#station.session.abort();
    else this.#station.session.mark(transition.id);
  }
}

/** A phase in which anything may be done has nothing for a script to do. */
function intentOf({ intent }: Phase): 'succeed' | 'fail' | 'recover' | 'idle' {
  return intent === 'free' ? 'idle' : intent;
}
