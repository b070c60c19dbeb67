import { expect, test } from 'vitest';
import { CommandEcho } from './command-echo.ts';

const COMMAND = {
  topic: '/gripper/width_command',
  type: 'std_msgs/Float64',
  fields: { data: 'gripper' },
};
const width = (data: number) => ({ data });

test('a command that comes back is told from when it was sent, equal ones in their order', () => {
  const echo = new CommandEcho(COMMAND, 1);
  echo.sent(width(0.1), 100n);
  echo.sent(width(0.1), 200n);
  echo.sent(width(0.2), 300n);
  expect(echo.heard(width(0.1), 150n)).toEqual({ stampNs: 100n, receivedNs: 150n, value: [1] });
  expect(echo.heard(width(0.1), 270n)).toMatchObject({ stampNs: 200n });
  expect(echo.heard(width(0.2), 390n)).toMatchObject({ stampNs: 300n });
  expect(echo.heard(width(0.2), 400n)).toBeNull();
});

test('one that was lost on the way does not shift those after it', () => {
  const echo = new CommandEcho(COMMAND, 0);
  for (const [value, sentNs] of [
    [1, 10n],
    [2, 20n],
    [3, 30n],
  ] as const)
    echo.sent(width(value), sentNs);
  expect(echo.heard(width(2), 25n)).toMatchObject({ stampNs: 20n });
  expect(echo.heard(width(3), 35n)).toMatchObject({ stampNs: 30n });
});

test("somebody else's command is none of ours", () => {
  const echo = new CommandEcho(COMMAND, 0);
  echo.sent(width(1), 10n);
  expect(echo.heard(width(7), 20n)).toBeNull();
  expect(echo.heard(width(1), 30n)).toMatchObject({ stampNs: 10n });
});
