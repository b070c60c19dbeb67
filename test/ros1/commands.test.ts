import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RosMessage } from '../../robots/bridge/bridge.ts';
import { JOINT_STATES, observe, up } from './observe.ts';
import { JOINTS, RosGraph } from './ros-graph.ts';

let graph: RosGraph;
beforeAll(async () => {
  graph = await RosGraph.start();
  await graph.startArm();
});
afterAll(() => graph.close());

describe('commands', () => {
  it('move the joints, which say so', async () => {
    const { client, arrivals } = observe(graph.masterUri, JOINT_STATES);
    client.advertise('/joint_command', 'sensor_msgs/JointState');
    const command = (shoulder: number, elbow: number): RosMessage => ({
      header: { stamp: client.stamp(BigInt(Date.now()) * 1_000_000n) },
      name: [...JOINTS],
      position: [shoulder, elbow],
    });
    await vi.waitFor(() => expect(client.publish('/joint_command', command(0.25, -0.5))).toBe(true), 5000);
    await vi.waitFor(() => {
      const { position } = arrivals['/joint_states']!.at(-1)!.message;
      expect(position).toEqual(Float64Array.of(0.25, -0.5));
    }, 1000);
    const delaysMs: number[] = [];
    for (let i = 1; i <= 50; i += 1) {
      const target = i / 100;
      const sentMs = performance.now();
      expect(client.publish('/joint_command', command(target, 0))).toBe(true);
      await vi.waitFor(
        () => expect((arrivals['/joint_states']!.at(-1)!.message.position as Float64Array)[0]).toBe(target),
        { timeout: 1000, interval: 1 },
      );
      delaysMs.push(performance.now() - sentMs);
    }
    delaysMs.sort((a, b) => a - b);
    // The arm says its state every 8 ms.
    expect(delaysMs[25]).toBeLessThan(20);
    expect(client.faults.get('bad-command')).toBeUndefined();
  });

  it('are dropped and counted where nobody listens', async () => {
    const observed = observe(graph.masterUri, {});
    const { client } = observed;
    client.advertise('/nobody', 'std_msgs/Float64');
    await up(observed);
    expect(client.publish('/nobody', { data: 1 })).toBe(false);
    expect([client.droppedCommands, client.faults.get('no-listener')]).toEqual([1, 1]);
  });

  it('stop when a listener hangs, and none of them reaches it when it comes back', async () => {
    const observed = observe(graph.masterUri, { '/echo': 'std_msgs/Float64' });
    const { client } = observed;
    const heard = () => observed.arrivals['/echo']!.map(({ message }) => message.data);
    client.advertise('/slow', 'std_msgs/Float64');
    await up(observed);
    const listener = graph.run('/usr/bin/python3', ['-c', ECHO]);
    await vi.waitFor(() => {
      client.publish('/slow', { data: 1 });
      expect(heard()).toContain(1);
    }, 10_000);
    listener.kill('SIGSTOP');
    await vi.waitFor(() => expect(client.isResponsive).toBe(false), 2000);
    const dropped = client.droppedCommands;
    for (let i = 0; i < 10; i += 1) expect(client.publish('/slow', { data: 2 })).toBe(false);
    expect(client.droppedCommands).toBe(dropped + 10);
    await vi.waitFor(() => expect(client.faults.get('listener-lost')).toBe(1), 4000);
    listener.kill('SIGCONT');
    await vi.waitFor(() => {
      client.publish('/slow', { data: 3 });
      expect(heard()).toContain(3);
    }, 15_000);
    expect(heard()).not.toContain(2);
  });

  it('are refused before they are sent where the type has no such field, or is unknown', async () => {
    const observed = observe(graph.masterUri, JOINT_STATES);
    const { client } = observed;
    client.advertise('/joint_command', 'sensor_msgs/JointState');
    await vi.waitFor(() => expect(client.publish('/joint_command', {})).toBe(true), 5000);
    expect(client.publish('/joint_command', { joints: [1] })).toBe(false);
    expect(client.publish('/joint_command', { position: ['much'] })).toBe(false);
    expect(client.faults.get('bad-command')).toBe(2);
    expect(() => client.advertise('/other', 'arm_msgs/Wave')).toThrow('type arm_msgs/Wave cannot be sent');
  });
});

/** Says every number that it hears. */
const ECHO = `
import rospy
from std_msgs.msg import Float64
rospy.init_node('echo', disable_signals=True)
echo = rospy.Publisher('/echo', Float64, queue_size=10)
rospy.Subscriber('/slow', Float64, echo.publish)
rospy.spin()
`;
