import type { Page } from 'playwright-core';
import { RosbridgeClient } from '../../robots/bridge/rosbridge/client.ts';
import {
  type OperatorIntent,
  operatorParametersSchema,
  ScriptedOperator,
} from '../../robots/simulation/scripted-operator.ts';
import { type Truth, truthSchema } from '../../robots/simulation/truth.ts';

const PERIOD_MS = 20;
/** Toward +1, toward −1. */
const KEYS = {
  x: ['KeyD', 'KeyA'],
  y: ['KeyW', 'KeyS'],
  z: ['KeyR', 'KeyF'],
  yaw: ['KeyQ', 'KeyE'],
} as const;
type Axis = keyof typeof KEYS;

/**
 * A person at the keyboard: the scripted operator's eyes and mind, but its hand can only press and let go of
 * real keys in a real page.
 */
export class KeyboardHand {
  readonly #page: Page;
  readonly #bridge: RosbridgeClient;
  readonly #operator: ScriptedOperator;
  readonly #down = new Set<string>();
  readonly #owed: Record<Axis, number> = { x: 0, y: 0, z: 0, yaw: 0 };
  #truth: Truth | null = null;

  constructor(page: Page, bridgeUrl: string, seed: number) {
    this.#page = page;
    this.#operator = new ScriptedOperator(operatorParametersSchema.parse({}), seed);
    this.#bridge = new RosbridgeClient({ url: bridgeUrl, rosVersion: 1 });
    this.#bridge.subscribe({
      topic: '/simulation/truth',
      type: 'std_msgs/String',
      isImage: false,
      onMessage: ({ data }) => {
        this.#truth = truthSchema.parse(JSON.parse(String(data)));
      },
    });
  }

  /** Drives until the operator would mark the end of the phase; false when the attempt has failed. */
  async drive(intent: OperatorIntent, timeoutMs: number): Promise<boolean> {
    const endMs = performance.now() + timeoutMs;
    try {
      while (performance.now() < endMs) {
        const tickMs = performance.now();
        if (this.#truth !== null) {
          const timeNs = process.hrtime.bigint();
          const decision = this.#operator.update({ timeNs, truth: this.#truth, intent });
          if (decision.isDone || decision.isFailed) return decision.isDone;
          await this.#press(decision.axes, decision.isGripperClosed);
        }
        await new Promise((resolve) =>
          setTimeout(resolve, Math.max(0, tickMs + PERIOD_MS - performance.now())),
        );
      }
      throw new Error(`the hand did not come to an end of "${intent}" within ${timeoutMs} ms`);
    } finally {
      for (const code of this.#down) await this.#page.keyboard.up(code);
      this.#down.clear();
    }
  }

  close(): Promise<void> {
    return this.#bridge.close();
  }

  /** A key is all or nothing, so a half deflection is a key that is down half of the time. */
  async #press(axes: Record<Axis, number>, isGripperClosed: boolean): Promise<void> {
    const { isGripperClosed: isShownClosed, isStopped } = await this.#seen();
    // After a hold a person lets go and presses again.
    await this.#set('ShiftLeft', !isStopped);
    for (const axis of Object.keys(KEYS) as Axis[]) {
      this.#owed[axis] += axes[axis];
      const sign = Math.abs(this.#owed[axis]) < 0.5 ? 0 : Math.sign(this.#owed[axis]);
      this.#owed[axis] -= sign;
      await this.#set(KEYS[axis][0], sign > 0);
      await this.#set(KEYS[axis][1], sign < 0);
    }
    await this.#set('KeyG', isGripperClosed !== isShownClosed);
  }

  /** What the screen says of gripper and robot. */
  #seen(): Promise<{ isGripperClosed: boolean; isStopped: boolean }> {
    return this.#page.evaluate(`(() => {
      const says = (text) => [...document.querySelectorAll('[role=status], [role=status] *')]
        .some((element) => element.textContent === text);
      return { isGripperClosed: says('Closed'), isStopped: says('Stopped') };
    })()`);
  }

  async #set(code: string, isDown: boolean): Promise<void> {
    if (isDown === this.#down.has(code)) return;
    if (isDown) {
      this.#down.add(code);
      await this.#page.keyboard.down(code);
    } else {
      this.#down.delete(code);
      await this.#page.keyboard.up(code);
    }
  }
}
