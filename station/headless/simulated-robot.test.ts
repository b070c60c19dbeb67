import { expect, it } from 'vitest';
import { SIMULATED_PROFILE } from '../cli/paths.ts';
import { readProfile } from '../seat.ts';
import { SimulatedRobot } from './simulated-robot.ts';

const profile = await readProfile(SIMULATED_PROFILE);

it.each([
  [
    { commandHz: 40, stepHz: 10 },
    'rates.commandHz: expected a rate that divides 300, the simulation’s steps',
  ],
  [{ commandHz: 600, stepHz: 10 }, 'found 600'],
  [{ commandHz: 50, stepHz: 15 }, 'rates.stepHz: expected a rate that divides commandHz 50'],
])('refuses rates that it cannot keep: %o', (rates, message) => {
  expect(() => new SimulatedRobot({ ...profile, rates }, 32)).toThrow(message);
});

it.each([
  { commandHz: 50, stepHz: 10 },
  { commandHz: 37.5, stepHz: 12.5 },
])('takes those that it can: %o', (rates) => {
  expect(() => new SimulatedRobot({ ...profile, rates }, 32)).not.toThrow();
});
