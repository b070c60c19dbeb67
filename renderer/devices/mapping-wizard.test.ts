import { expect, it } from 'vitest';
import { type DeviceReading, STANDARD_GAMEPAD } from '../input/mapping.ts';
import { MappingWizard } from './mapping-wizard.ts';

/** A joystick whose throttle, axis 3, rests at its end. */
const AT_REST = [0.03, -0.02, 0, -1, 0.01];

class Hands {
  readonly wizard = new MappingWizard(['right', 'up'], STANDARD_GAMEPAD);
  #nowMs = 0;

  hold(ms: number, moved: Record<number, number> = {}, pressed: number[] = []): void {
    const axes = AT_REST.map((value, i) => moved[i] ?? value);
    const buttons = Array.from({ length: 12 }, (_, i) => Number(pressed.includes(i)));
    const reading: DeviceReading = { device: 'gamepad', id: 'stick', axes, buttons };
    for (const endMs = this.#nowMs + ms; this.#nowMs < endMs; this.#nowMs += 20) {
      this.wizard.see(reading, this.#nowMs);
    }
  }
}

it('learns which stick is which, which way round, and the buttons', () => {
  const hands = new Hands();
  hands.hold(1_100);
  expect(hands.wizard.step).toEqual({ kind: 'axis', axis: 'right' });
  hands.hold(400, { 1: -0.9 });
  // Still held: it must not be taken for the next axis too.
  expect(hands.wizard.step).toEqual({ kind: 'axis', axis: 'up' });
  hands.hold(400, { 1: -0.9 });
  expect(hands.wizard.step).toEqual({ kind: 'axis', axis: 'up' });
  hands.hold(100);
  hands.hold(400, { 4: 1 });
  hands.hold(100);
  for (const button of [7, 2, 0]) {
    hands.hold(100, {}, [button]);
    hands.hold(100);
  }
  expect(hands.wizard.step).toEqual({ kind: 'done' });
  expect(hands.wizard.mapping()).toEqual({
    ...STANDARD_GAMEPAD,
    axes: { right: { source: 1, isInverted: true }, up: { source: 4, isInverted: false } },
    deadManButtons: [7],
    gripperButton: 2,
    primaryButton: 0,
    secondaryButton: null,
    policyButton: null,
  });
});

it('takes neither a brush in passing nor a throttle that rests at its end', () => {
  const hands = new Hands();
  hands.hold(1_100);
  hands.hold(100, { 0: 1 });
  hands.hold(400, { 3: 1 });
  expect(hands.wizard.step).toEqual({ kind: 'axis', axis: 'right' });
});

it('leaves out what is skipped', () => {
  const hands = new Hands();
  hands.wizard.skip();
  expect(hands.wizard.step).toEqual({ kind: 'rest' });
  hands.hold(1_100);
  for (let i = 0; i < 5; i += 1) hands.wizard.skip();
  expect(hands.wizard.step).toEqual({ kind: 'done' });
  expect(hands.wizard.mapping()).toMatchObject({ axes: {}, deadManButtons: [], gripperButton: null });
});
