import { expect, it } from 'vitest';
import { toMs } from '../../core/time.ts';
import { RosbridgeClient } from '../../robots/bridge/rosbridge/client.ts';
import { headerStampNs, readStamp } from '../../robots/ros-time.ts';
import { startSimulationProcess } from '../../station/simulation-process.ts';

const MESSAGES = 400;
/** One step of the robot at 300 Hz: the finest time that a client in lockstep can see. */
const STEP_MS = 1000 / 300;

/**
 * In lockstep, so that what is measured is the injected delay and not how busy this machine is. Whatever
 * arrives before the answer to a step was delivered in that step, on average half a step before its end.
 */
it('retrace sim --latency delays one topic by what was asked for, and no other', {
  timeout: 60_000,
}, async () => {
  const args = ['--lockstep', '--seed', '5', '--latency', '/joint_states=40,8.2'];
  const simulation = await startSimulationProcess(args, 0);
  const client = new RosbridgeClient({ url: simulation.url, isStepped: true });
  const delaysMs: Record<string, number[]> = { '/joint_states': [], '/gripper/wrench': [] };
  const stampsNs: bigint[] = [];
  let arrived: { topic: string; stampNs: bigint }[] = [];
  for (const topic of Object.keys(delaysMs)) {
    const type = topic === '/joint_states' ? 'sensor_msgs/JointState' : 'geometry_msgs/WrenchStamped';
    client.subscribe({
      topic,
      type,
      isImage: false,
      onMessage: (message) => arrived.push({ topic, stampNs: headerStampNs(message)! }),
    });
  }
  await expect.poll(() => client.status.status, { timeout: 20_000 }).toBe('up');
  try {
    while (delaysMs['/joint_states']!.length < MESSAGES) {
      arrived = [];
      const { clock } = await client.call('/simulation/advance', { duration_ms: STEP_MS }, 20_000);
      for (const { topic, stampNs } of arrived) {
        delaysMs[topic]!.push(toMs(readStamp(clock)! - stampNs));
        if (topic === '/joint_states') stampsNs.push(stampNs);
      }
    }
  } finally {
    await client.close();
    await simulation.stop();
  }
  const joints = delaysMs['/joint_states']!.map((delayMs) => delayMs - STEP_MS / 2);
  const meanMs = joints.reduce((sum, delayMs) => sum + delayMs, 0) / joints.length;
  const varianceMs2 = joints.reduce((sum, delayMs) => sum + (delayMs - meanMs) ** 2, 0) / joints.length;
  expect(Math.abs(meanMs - 40)).toBeLessThan(4);
  expect(Math.abs(Math.sqrt(varianceMs2) - 8.2)).toBeLessThan(2);
  // Every message, in order, with the stamp of when it was made.
  const periodsMs = stampsNs.slice(1).map((stampNs, i) => toMs(stampNs - stampsNs[i]!));
  expect(Math.max(...periodsMs.map((periodMs) => Math.abs(periodMs - 10)))).toBeLessThan(0.001);
  expect(Math.max(...delaysMs['/gripper/wrench']!)).toBe(0);
  expect(delaysMs['/gripper/wrench']!.length).toBeGreaterThan(MESSAGES);
});
