import { expect, it } from 'vitest';
import { lockstepSeat } from '../test/support/lockstep-seat.ts';
import { latencyView } from './latency-view.ts';

it('tells the robot’s clock against the time of day, not against when the station began', async () => {
  const { seat } = await lockstepSeat();
  const { link } = seat.station;
  const robotEpochNs = 1_790_000_000_000_000_000n;
  link.clock.offset = () => ({ offsetNs: -robotEpochNs, errorNs: 100_000n, method: 'request' });
  // The robot says 3 ms more than the wall does at the same instant.
  const view = latencyView(link, 5_000_000n, robotEpochNs + 2_000_000n);
  expect(view.clock).toEqual({ aheadMs: 3, errorMs: 0.1, method: 'request' });
  expect(view.streams.map(({ name }) => name)).toEqual(['front', 'wrist', 'joints', 'wrench', 'commands']);
});
