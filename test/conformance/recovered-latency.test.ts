import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { toMs } from '../../core/time.ts';
import { Histogram } from '../../datasets/integrity/histogram.ts';
import { RosbridgeClient } from '../../robots/bridge/rosbridge/client.ts';
import { parseRobotProfile } from '../../robots/parse-profile.ts';
import { readStamp } from '../../robots/ros-time.ts';
import { SteppedClock } from '../../station/clocks.ts';
import { RobotLink } from '../../station/robot-link.ts';
import { startSimulationProcess } from '../../station/simulation-process.ts';

const MESSAGES = 5000;
const COMMAND_PERIOD_MS = 20;
/** A delivery is seen at the end of the step that it came in, half a step of 300 Hz late on average. */
const STEP_MS = 1000 / 300;
const QUANTIZED_MS = STEP_MS / 2;

/**
 * What the table tennis robot of arXiv:2309.03315 had: camera N(40 ms, 8.2 ms), action N(71 ms, 5.7 ms). In
 * lockstep, so that the delay is measured and not this machine; over real sockets, with the robot's own clock
 * off by 50 ms either way.
 */
it.each([50, -50])(
  'of 5,000 messages the delay is recovered, with a clock that is %d ms ahead',
  {
    timeout: 120_000,
  },
  async (clockAheadMs) => {
    const args = ['--lockstep', '--seed', '5', '--clock-ahead', String(clockAheadMs)];
    args.push('--latency', '/gripper/wrench=40,8.2', '--latency', '/gripper/twist=71,5.7');
    const simulation = await startSimulationProcess(args, 0);
    const path = new URL('../../robots/profiles/simulated-tshirt.json', import.meta.url);
    const { cameras: _, ...rest } = parseRobotProfile(await readFile(path, 'utf8'), path.pathname);
    // Pictures take most of the simulation's time, and say nothing here.
    const profile = { ...rest, cameras: [] };
    const bridge = new RosbridgeClient({ url: simulation.url, isStepped: true });
    const clock = new SteppedClock();
    const step = async (durationMs: number) => {
      const { clock: stamp } = await bridge.call('/simulation/advance', { duration_ms: durationMs }, 20_000);
      clock.stepTo(readStamp(stamp)!);
    };
    await expect.poll(() => bridge.status.status, { timeout: 20_000 }).toBe('up');
    await step(0);
    const link = new RobotLink({ profile, bridge, clock, sharesClock: false });
    const observed = new Histogram();
    const commanded = new Histogram();
    try {
      await expect.poll(() => link.clock.offset()?.method, { timeout: 20_000 }).toBe('request');
      expect(toMs(-link.clock.offset()!.offsetNs)).toBeCloseTo(clockAheadMs, 2);
      const wrench = link.states.find(({ name }) => name === 'wrench')!;
      for (let sent = 0; commanded.count < MESSAGES; sent += 1) {
        const phase = sent / 10;
        const values = profile.action.map((_, i) => (i === 0 ? 0.05 * Math.sin(phase) : 0));
        link.commands.send(values, clock.nowNs());
        for (let steps = 0; steps < COMMAND_PERIOD_MS / STEP_MS; steps += 1) {
          const { clock: stamp } = await bridge.call('/simulation/advance', { duration_ms: STEP_MS }, 20_000);
          clock.stepTo(readStamp(stamp)!);
          for (const { stampNs } of wrench.takeSinceStep()) observed.add(toMs(clock.nowNs() - stampNs));
          for (const { stampNs, value } of link.commands.takeEchoes()) {
            if (value[0] === 0) commanded.add(toMs(clock.nowNs() - stampNs));
          }
          link.forgetSamples();
        }
      }
    } finally {
      await link.close();
      await simulation.stop();
    }
    const [camera, action] = [observed.spread(), commanded.spread()];
    expect(observed.count).toBeGreaterThan(MESSAGES);
    expect(Math.abs(camera.mean - QUANTIZED_MS - 40)).toBeLessThan(2);
    expect(Math.abs(camera.sd - 8.2)).toBeLessThan(1.5);
    expect(Math.abs(action.mean - QUANTIZED_MS - 71)).toBeLessThan(2);
    expect(Math.abs(action.sd - 5.7)).toBeLessThan(1.5);
  },
);
