import { expect, it } from 'vitest';
import { holdReason, type WatchdogInput } from './watchdog.ts';

const limits = { inputMs: 300, stateMs: 500 };
const driving: WatchdogInput = {
  bridge: { status: 'up', reason: '' },
  isBridgeResponsive: true,
  refusal: null,
  needsNewPress: false,
  isDeadManHeld: true,
  awayBecause: null,
  inputAgeMs: 20,
  stateAgeMs: 10,
};

it('lets the robot move while everything is fresh and the dead-man is held', () => {
  expect(holdReason(driving, limits)).toBeNull();
});

it.each<[string, Partial<WatchdogInput>, string]>([
  [
    'the bridge is down',
    { bridge: { status: 'down', reason: 'nothing answers' } },
    'Bridge is down: nothing answers',
  ],
  ['the bridge connects', { bridge: { status: 'connecting', reason: '' } }, 'Bridge is connecting'],
  ['the bridge is late', { isBridgeResponsive: false }, 'The bridge answers late'],
  ['it was stopped', { needsNewPress: true }, 'Stopped. Let go of the dead-man, then press it again'],
  ['no state came', { stateAgeMs: null }, 'No robot state has arrived yet'],
  ['nothing stops it in silence', { refusal: 'It drives on' }, 'It drives on'],
  ['the state is old', { stateAgeMs: 501 }, 'Robot state is 501 ms old'],
  ['the input is old', { inputAgeMs: 301 }, 'Operator input is 301 ms old'],
  ['nobody ever drove', { inputAgeMs: null, isDeadManHeld: false }, 'Hold the dead-man to drive'],
  ['the dead-man is let go', { isDeadManHeld: false, inputAgeMs: 9999 }, 'Hold the dead-man to drive'],
  [
    'the operator looks at something else',
    { isDeadManHeld: false, awayBecause: 'The operator’s window is hidden' },
    'The operator’s window is hidden',
  ],
])('holds it when %s', (_name, change, reason) => {
  expect(holdReason({ ...driving, ...change }, limits)).toBe(reason);
});
