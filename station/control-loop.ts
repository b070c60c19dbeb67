import type { InputState } from '../core/contract/input.ts';
import { toMs } from '../core/time.ts';
import type { ActionSource } from '../datasets/episode/columns.ts';
import { DeviceIntent } from '../robots/input/device-intent.ts';
import { IDLE_INTENT, type Intent } from '../robots/input/intent.ts';
import { CommandLimits } from '../robots/safety/limits.ts';
import { holdReason } from '../robots/safety/watchdog.ts';
import { Lead } from './policy/lead.ts';
import type { RobotLink } from './robot-link.ts';
import type { StreamSample } from './stream.ts';

/** A lost zero is a robot that drives on, so the hold is said this often before the station falls silent. */
const HOLD_REPEATS = 10;

export type InputDevice = InputState['device'] | 'script';

const AWAY = {
  hidden: 'The operator’s window is hidden',
  unfocused: 'The operator’s window does not have the keyboard',
  elsewhere: null,
} as const;

/**
 * From the operator's intent to commands, at the profile's command rate: dead-man, watchdog, limits, send.
 * It knows no time of its own; `tick` is called with it.
 */
export class ControlLoop {
  /** Whether the operator or a policy leads, which changes nothing of dead-man, watchdog and limits. */
  readonly lead = new Lead();
  readonly #link: RobotLink;
  readonly #limits: CommandLimits;
  readonly #device = new DeviceIntent();
  #intent: Intent = IDLE_INTENT;
  #inputDevice: InputDevice = 'none';
  /** Why the operator cannot drive from the screen, in words; null when nothing is known to be in the way. */
  #awayBecause: string | null = null;
  #inputNs: bigint | null = null;
  #needsNewPress = false;
  /** Whether the device's gripper is known to be as the robot's. */
  #isGripperSynced = false;
  #heldBecause: string | null = 'Hold the dead-man to drive';
  #atWorkspaceEdge: string[] = [];
  #holdsLeft = 0;
  #lastTickNs: bigint | null = null;
  #sentSinceStep: StreamSample<number[]>[] = [];
  #inputsSinceStep: StreamSample<string>[] = [];
  #lastSent: readonly number[] | null = null;
  /** Commands since the last step, by who led them. */
  #ledSinceStep = { operator: 0, policy: 0 };

  constructor(link: RobotLink) {
    this.#link = link;
    this.#limits = new CommandLimits(link.profile);
  }

  get intent(): Intent {
    return this.#intent;
  }

  get inputDevice(): InputDevice {
    return this.#inputDevice;
  }

  /** Why the robot is held; null while it may move. */
  get heldBecause(): string | null {
    return this.#heldBecause;
  }

  /** Something held the robot while it was driven; only a deliberate new press of the dead-man goes on. */
  get needsNewPress(): boolean {
    return this.#needsNewPress;
  }

  /** Since the operator's input last came; null when it never did. */
  inputAgeMs(nowNs: bigint): number | null {
    return this.#inputNs === null ? null : toMs(nowNs - this.#inputNs);
  }

  /** Actions that the workspace cut at the last tick, by name. */
  get atWorkspaceEdge(): readonly string[] {
    return this.#atWorkspaceEdge;
  }

  setInput(state: InputState, nowNs: bigint): void {
    this.#syncGripper();
    this.#awayBecause = state.device === 'none' && state.why !== undefined ? AWAY[state.why] : null;
    const wasClosed = this.#device.isGripperClosed;
    const intent = this.#device.update(state, !this.#needsNewPress);
    this.lead.feel(intent, intent.isGripperClosed !== wasClosed);
    this.#setIntent(intent, state.device, nowNs);
    this.#inputsSinceStep.push({ stampNs: nowNs, receivedNs: nowNs, value: JSON.stringify(state) });
  }

  /** An intent that no device made, such as a scripted operator's. */
  setIntent(intent: Intent, nowNs: bigint): void {
    this.#setIntent(intent, 'script', nowNs);
  }

  /** Holds the robot at once, until the dead-man is let go and pressed anew: by the operator, who then leads. */
  stop(nowNs: bigint): void {
    this.lead.take();
    this.#needsNewPress = true;
    this.#holdsLeft = HOLD_REPEATS;
    this.#hold('Stopped. Let go of the dead-man, then press it again', nowNs);
  }

  /** The robot was moved by itself, as by a reset: commands start from wherever it is now. */
  reset(): void {
    this.#limits.reset();
    this.#isGripperSynced = false;
    this.#intent = { ...this.#intent, isGripperClosed: false };
  }

  tick(nowNs: bigint): void {
    const { profile, bridge } = this.#link;
    const sinceLastS = this.#lastTickNs === null ? 0 : toMs(nowNs - this.#lastTickNs) / 1000;
    this.#lastTickNs = nowNs;
    const stateAgeMs = this.#link.stateAgeMs(nowNs);
    const reason = holdReason(
      {
        bridge: bridge.status,
        isBridgeResponsive: bridge.isResponsive,
        refusal: this.#link.refusal(),
        needsNewPress: this.#needsNewPress,
        isDeadManHeld: this.#intent.isDeadManHeld,
        awayBecause: this.#awayBecause,
        inputAgeMs: this.inputAgeMs(nowNs),
        stateAgeMs,
      },
      profile.watchdog,
    );
    if (reason !== null) {
      if (this.#intent.isDeadManHeld) this.#needsNewPress = true;
      this.#hold(reason, nowNs);
      return;
    }
    this.#heldBecause = null;
    this.#holdsLeft = HOLD_REPEATS;
    const intent = this.lead.isPolicy ? this.#policyIntent(nowNs) : this.#operatorIntent();
    const command = this.#limits.limit(intent, {
      state: this.#link.state(),
      stateAgeS: (stateAgeMs ?? 0) / 1000,
      sinceLastS,
    });
    this.#atWorkspaceEdge = command.atWorkspaceEdge;
    if (this.#link.commands.send(command.values, nowNs)) this.#remember(command.values, nowNs);
  }

  /** What was last sent, per action; null before the first command. */
  get lastSent(): readonly number[] | null {
    return this.#lastSent;
  }

  /**
   * What was sent since the last step, the mean of it that is the step's action, and who led: a step that the operator
   * had a part in is the operator's.
   */
  takeSent(): { commands: StreamSample<number[]>[]; mean: number[]; source: ActionSource } {
    const commands = this.#sentSinceStep;
    const source = this.#leader();
    this.#sentSinceStep = [];
    this.#ledSinceStep = { operator: 0, policy: 0 };
    const mean = this.#limits
      .hold(this.#link.state())
      .map((hold, i) =>
        commands.length === 0
          ? hold
          : commands.reduce((sum, command) => sum + command.value[i]!, 0) / commands.length,
      );
    return { commands, mean, source };
  }

  takeInputs(): StreamSample<string>[] {
    const inputs = this.#inputsSinceStep;
    this.#inputsSinceStep = [];
    return inputs;
  }

  #leader(): ActionSource {
    if (this.#inputDevice === 'script') return 'script';
    const { operator, policy } = this.#ledSinceStep;
    return policy > 0 && operator === 0 ? 'policy' : 'operator';
  }

  #setIntent(intent: Intent, device: InputDevice, nowNs: bigint): void {
    if (!intent.isDeadManHeld) this.#needsNewPress = false;
    this.#intent = intent;
    this.#inputDevice = device;
    this.#inputNs = nowNs;
  }

  #operatorIntent(): Intent {
    this.#ledSinceStep.operator += 1;
    return this.#intent;
  }

  /** The operator's gripper follows, so that taking over lets nothing fall; without an answer the robot rests. */
  #policyIntent(nowNs: bigint): Intent {
    const wanted = this.lead.policyIntent(nowNs);
    // That the robot rests meanwhile was not decided by the policy.
    if (wanted !== null) this.#ledSinceStep.policy += 1;
    const intent = wanted ?? { ...this.#intent, axes: {} };
    this.#device.setGripper(intent.isGripperClosed);
    this.#intent = { ...this.#intent, isGripperClosed: intent.isGripperClosed };
    return intent;
  }

  #hold(reason: string, nowNs: bigint): void {
    this.#heldBecause = reason;
    this.#atWorkspaceEdge = [];
    this.#limits.rest();
    if (this.#holdsLeft === 0 || !this.#link.commands.hasHold) return;
    const values = this.#limits.hold(this.#link.state());
    // What could not be sent is still owed: after a stalled link the robot must hear it first of all.
    if (!this.#link.commands.sendHold(values, nowNs)) return;
    this.#holdsLeft -= 1;
    this.#remember(values, nowNs);
  }

  #remember(values: number[], nowNs: bigint): void {
    this.#lastSent = values;
    this.#sentSinceStep.push({ stampNs: nowNs, receivedNs: nowNs, value: values });
  }

  /** Before its first press the gripper's button means what the robot has: a held shirt must not fall. */
  #syncGripper(): void {
    if (this.#isGripperSynced) return;
    const isClosed = this.#link.isGripperClosed();
    if (isClosed === null) return;
    this.#device.setGripper(isClosed);
    this.#isGripperSynced = true;
  }
}
