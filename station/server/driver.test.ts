import { beforeEach, describe, expect, it } from 'vitest';
import type { AnalogueState, InputState } from '../../core/contract/input.ts';
import { type LockstepSeat, lockstepSeat } from '../../test/support/lockstep-seat.ts';
import { Driver } from './driver.ts';

const [here, there] = [{}, {}];
const held: InputState = { device: 'keyboard', pressedCodes: ['ShiftLeft', 'KeyW'], isDeadManLatched: false };
const released: InputState = { device: 'keyboard', pressedCodes: [], isDeadManLatched: false };

function leader(isDeadManHeld: boolean): AnalogueState {
  const drive = { axes: { up: 1 }, isDeadManHeld, isGripperPressed: false };
  return { device: 'topic', id: 'Leader arm', axes: [1], buttons: [], drive };
}

let robot: LockstepSeat;
let driver: Driver;
beforeEach(async () => {
  robot = await lockstepSeat();
  driver = new Driver(robot.seat.station);
});
const isHeld = (): boolean => robot.seat.station.loop.intent.isDeadManHeld;

describe('of two screens', () => {
  it('the first that is used drives, and the other only watches', () => {
    driver.input(there, { device: 'none', why: 'unfocused' });
    expect([driver.standing(here), driver.standing(there)]).toEqual(['nobody', 'nobody']);
    driver.input(here, released);
    driver.input(there, held);
    expect(isHeld()).toBe(false);
    expect([driver.standing(here), driver.standing(there)]).toEqual(['you', 'other']);
    driver.input(here, held);
    driver.input(there, released);
    expect(isHeld()).toBe(true);
  });

  it('one that takes over finds the robot let go of, and then drives', () => {
    driver.input(here, held);
    driver.takeOver(there);
    expect(isHeld()).toBe(false);
    driver.input(here, held);
    expect(isHeld()).toBe(false);
    driver.input(there, held);
    expect(isHeld()).toBe(true);
  });

  it('the other gets nothing by the first one’s leaving, until it is used', () => {
    driver.input(here, held);
    driver.leave(there);
    expect(isHeld()).toBe(true);
    driver.leave(here);
    expect(isHeld()).toBe(false);
    expect(driver.standing(there)).toBe('nobody');
    driver.input(there, held);
    expect([driver.standing(there), isHeld()]).toEqual(['you', true]);
  });
});

describe('a device on the robot’s network', () => {
  it('drives while its dead-man is held, and the screens wait', () => {
    driver.input(here, released);
    driver.topicInput(leader(true));
    driver.input(here, held);
    expect(robot.seat.station.loop.inputDevice).toBe('topic');
    driver.topicInput(leader(false));
    expect(isHeld()).toBe(false);
    driver.input(here, held);
    expect(robot.seat.station.loop.inputDevice).toBe('keyboard');
  });

  it('drives nothing while a device is tried out, nor afterwards with a dead-man that stayed held', () => {
    driver.topicInput(leader(true));
    expect(isHeld()).toBe(true);
    driver.tryDevices(here, true);
    expect(isHeld()).toBe(false);
    driver.topicInput(leader(true));
    expect(isHeld()).toBe(false);
    driver.tryDevices(here, false);
    driver.topicInput(leader(true));
    expect(isHeld()).toBe(false);
    driver.topicInput(leader(false));
    driver.topicInput(leader(true));
    expect(isHeld()).toBe(true);
  });

  it('drives again once the screen on which it was tried is gone', () => {
    driver.tryDevices(here, true);
    driver.topicInput(leader(true));
    driver.leave(here);
    driver.topicInput(leader(false));
    driver.topicInput(leader(true));
    expect(isHeld()).toBe(true);
  });

  it('does not speak while nobody holds it', () => {
    driver.input(here, held);
    driver.topicInput(leader(false));
    expect(isHeld()).toBe(true);
  });
});
