import { describe, expect, it } from 'vitest';
import { fromMs } from '../../core/time.ts';
import {
  type OperatorIntent,
  type OperatorParameters,
  operatorParametersSchema,
  ScriptedOperator,
} from './scripted-operator.ts';
import { TruthReader } from './truth-reader.ts';
import { World } from './world.ts';

const PERIOD_MS = 20;
const STEPS_PER_PERIOD = 6;
const parameters = operatorParametersSchema.parse({});
const world = new World(0);
const truths = new TruthReader(world);

interface Outcome {
  end: 'done' | 'failed' | 'too late';
  seconds: number;
  /** Was the predicate ever fulfilled? */
  isSuccess: boolean;
}

class Hand {
  readonly #operator: ScriptedOperator;
  #periods = 0;

  constructor(seed: number, changes: Partial<OperatorParameters> = {}) {
    this.#operator = new ScriptedOperator({ ...parameters, ...changes }, seed);
  }

  follow(intent: OperatorIntent): Outcome {
    let isSuccess = false;
    const begin = this.#periods;
    while (this.#periods - begin < 20_000 / PERIOD_MS) {
      const timeNs = fromMs(this.#periods++ * PERIOD_MS);
      const decision = this.#operator.update({ timeNs, truth: truths.read(), intent });
      const { x, y, z, yaw } = decision.axes;
      world.setTwist(
        x * parameters.maxLinearMps,
        y * parameters.maxLinearMps,
        z * parameters.maxLinearMps,
        yaw * parameters.maxYawRadps,
      );
      world.setWidth(decision.isGripperClosed ? 0 : 0.08);
      for (let step = 0; step < STEPS_PER_PERIOD; step++) world.step();
      isSuccess ||= world.isSuccess;
      const seconds = ((this.#periods - begin) * PERIOD_MS) / 1000;
      if (decision.isDone) return { end: 'done', seconds, isSuccess };
      if (decision.isFailed) return { end: 'failed', seconds, isSuccess };
    }
    return { end: 'too late', seconds: 20, isSuccess };
  }
}

describe('the scripted operator', () => {
  it('succeeds nearly always, within a person’s time', () => {
    const outcomes = Array.from({ length: 20 }, (_, seed) => {
      world.reset(seed);
      return new Hand(seed).follow('succeed');
    });
    const successes = outcomes.filter(({ isSuccess }) => isSuccess);
    expect(successes.length).toBeGreaterThanOrEqual(0.85 * outcomes.length);
    for (const { end, seconds, isSuccess } of outcomes) {
      expect(end).toBe(isSuccess ? 'done' : 'failed');
      expect(seconds).toBeLessThan(12);
      expect(seconds).toBeGreaterThan(4);
    }
  }, 60_000);

  it('notices when a clumsy hand did not succeed', () => {
    const ends = Array.from({ length: 8 }, (_, seed) => {
      world.reset(seed);
      const { end, isSuccess } = new Hand(seed, { graspOffsetM: 0.06 }).follow('succeed');
      expect(end).toBe(isSuccess ? 'done' : 'failed');
      return end;
    });
    expect(ends.filter((end) => end === 'failed').length).toBeGreaterThanOrEqual(3);
  }, 60_000);

  it.each(['fail', 'miss'] as const)(
    'means to fail (%s) and does, in more than one way, recovers, and then succeeds',
    (failing) => {
      const heights = new Set<number>();
      let successes = 0;
      const episodes = 8;
      for (let seed = 0; seed < episodes; seed++) {
        world.reset(seed);
        const hand = new Hand(seed);
        expect(hand.follow(failing)).toMatchObject({ end: 'done', isSuccess: false });
        expect(world.isHolding).toBe(false);
        heights.add(Math.round(world.gripper.z.position * 100));
        expect(hand.follow('recover')).toMatchObject({ end: 'done', isSuccess: false });
        expect(world.gripper.width.position).toBeGreaterThan(0.06);
        const { collarPoints } = truths.read();
        const nearest = Math.min(
          ...collarPoints.map(({ positionM: { x, y } }) =>
            Math.hypot(x - world.gripper.x.position, y - world.gripper.y.position),
          ),
        );
        expect(nearest).toBeLessThan(0.06);
        if (hand.follow('succeed').isSuccess) successes++;
      }
      expect(heights.size).toBeGreaterThan(3);
      expect(successes).toBeGreaterThanOrEqual(0.75 * episodes);
    },
    60_000,
  );

  it('does not move or act while idle', () => {
    world.reset(1);
    const operator = new ScriptedOperator(parameters, 1);
    for (let i = 0; i < 30; i++) {
      const decision = operator.update({
        timeNs: fromMs(i * PERIOD_MS),
        truth: truths.read(),
        intent: 'idle',
      });
      expect(decision).toMatchObject({
        axes: { x: 0, y: 0, z: 0, yaw: 0 },
        isDeadManHeld: false,
        isDone: false,
      });
    }
  });

  it('answers what it sees only after its reaction delay', () => {
    world.reset(1);
    const truth = truths.read();
    const operator = new ScriptedOperator({ ...parameters, reactionDelayMs: 200 }, 1);
    const firstMove = Array.from({ length: 30 }, (_, i) => {
      const { axes } = operator.update({ timeNs: fromMs(i * PERIOD_MS), truth, intent: 'succeed' });
      return Math.abs(axes.x) + Math.abs(axes.y) + Math.abs(axes.z);
    }).findIndex((speed) => speed > 0);
    expect(firstMove * PERIOD_MS).toBe(200);
  });

  it('decides the same for the same seed and view, and else for another seed', () => {
    world.reset(2);
    const truth = truths.read();
    const decisions = (seed: number) => {
      const operator = new ScriptedOperator(parameters, seed);
      return Array.from({ length: 40 }, (_, i) =>
        operator.update({ timeNs: fromMs(i * PERIOD_MS), truth, intent: 'fail' }),
      );
    };
    expect(decisions(3)).toEqual(decisions(3));
    expect(decisions(3)).not.toEqual(decisions(4));
  });

  it('never asks for more than the greatest speed', () => {
    world.reset(2);
    const truth = truths.read();
    const operator = new ScriptedOperator({ ...parameters, approachSpeedMps: 1, tremorMmps: 100 }, 3);
    for (let i = 0; i < 100; i++) {
      const { axes } = operator.update({ timeNs: fromMs(i * PERIOD_MS), truth, intent: 'succeed' });
      expect(Math.max(...Object.values(axes).map(Math.abs))).toBeLessThanOrEqual(1);
    }
  });
});
