import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JOINT_STATES, observe, pause, up } from './observe.ts';
import { JOINTS, RosGraph } from './ros-graph.ts';

let graph: RosGraph;
let arm: ChildProcess;
beforeEach(async () => {
  graph = await RosGraph.start();
  arm = await graph.startArm();
});
afterEach(() => graph.close());

describe('the ROS master', () => {
  it('tells topics, types and publishers', async () => {
    const observed = observe(graph.masterUri, {});
    const { client } = observed;
    await up(observed);
    expect(await client.topics(1000)).toEqual(
      expect.arrayContaining([
        { name: '/joint_states', type: 'sensor_msgs/JointState' },
        { name: '/joint_command', type: 'sensor_msgs/JointState' },
      ]),
    );
    expect(await client.hasPublisher('/joint_states', 1000)).toBe(true);
    expect(await client.hasPublisher('/joint_command', 1000)).toBe(false);
    expect(await client.robotTimeNs()).toBeNull();
  });

  it('knows nothing of a client any more that has said goodbye', async () => {
    const { client, arrivals } = observe(graph.masterUri, JOINT_STATES);
    client.advertise('/joint_command', 'sensor_msgs/JointState');
    await vi.waitFor(() => expect(arrivals['/joint_states']!.length).toBeGreaterThan(0), 5000);
    const known = async () => JSON.stringify(await graph.state()).includes('/retrace');
    expect(await known()).toBe(true);
    await client.close();
    expect(await known()).toBe(false);
  });

  it('may come after its client', async () => {
    const { masterUri } = graph;
    await graph.kill(graph.master);
    const observed = observe(masterUri, JOINT_STATES);
    await vi.waitFor(() => expect(observed.client.status.status).toBe('down'), 3000);
    expect(observed.client.status.reason).toBe(`nothing answers at ${masterUri}`);
    await expect(observed.client.topics(500)).rejects.toThrow('no link to the ROS master');
    await graph.startMaster();
    await up(observed);
  });

  it('may be killed: commands are refused, streams go on, and all is registered anew with the next', async () => {
    const observed = observe(graph.masterUri, JOINT_STATES);
    const { client, arrivals } = observed;
    const joints = arrivals['/joint_states']!;
    client.advertise('/joint_command', 'sensor_msgs/JointState');
    const send = (rad: number) => client.publish('/joint_command', { name: [...JOINTS], position: [rad, 0] });
    await vi.waitFor(() => expect(send(0.1)).toBe(true), 5000);
    await pause(300);
    await graph.kill(graph.master);
    await vi.waitFor(() => expect(client.isResponsive).toBe(false), 1000);
    expect(send(0.2)).toBe(false);
    await vi.waitFor(() => expect(client.status.status).toBe('down'), 4000);
    const before = joints.length;
    await pause(500);
    expect(joints.length).toBeGreaterThan(before + 30);

    await graph.startMaster();
    await up(observed);
    // Neither of the nodes tells the new master of itself, yet both are still there.
    await vi.waitFor(() => expect(send(0.3)).toBe(true), 5000);
    await vi.waitFor(() => expect(joints.at(-1)!.message.position).toEqual(Float64Array.of(0.3, 0)), 2000);
    expect(joints.some(({ message }) => (message.position as Float64Array)[0] === 0.2)).toBe(false);

    // What comes to the new master is found through it.
    await graph.kill(arm);
    await graph.startArm();
    await vi.waitFor(() => expect(joints.at(-1)!.message.position).toEqual(Float64Array.of(0, 0)), 15_000);
    await vi.waitFor(() => expect(send(0.4)).toBe(true), 10_000);
    await vi.waitFor(() => expect(joints.at(-1)!.message.position).toEqual(Float64Array.of(0.4, 0)), 2000);
  });

  it('may be restarted faster than anybody sees it gone', async () => {
    const observed = observe(graph.masterUri, JOINT_STATES);
    const reasons: string[] = [];
    observed.client.onStatus(({ reason }) => reasons.push(reason));
    await up(observed);
    await graph.kill(graph.master);
    await graph.startMaster();
    await vi.waitFor(
      () => expect(reasons.slice(1)).toEqual([expect.stringMatching(/ROS master/), '']),
      10_000,
    );
    expect(JSON.stringify(await graph.state())).toContain('/retrace');
  });
});

describe('services', () => {
  it('answer, refuse, or are of a type that cannot be called', async () => {
    const observed = observe(graph.masterUri, {});
    const { client } = observed;
    await up(observed);
    graph.run('/usr/bin/python3', ['-c', SERVICES]);
    await vi.waitFor(
      async () =>
        expect(await client.call('/ready', {}, 1000)).toEqual({ success: true, message: 'all is ready' }),
      10_000,
    );
    expect(await client.call('/set', { data: true }, 1000)).toEqual({ success: true, message: 'set' });
    expect(await client.call('/set', { data: false }, 1000)).toEqual({ success: false, message: 'not set' });
    await expect(client.call('/fails', {}, 1000)).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('no scene to reset'),
    });
    await expect(client.call('/services/get_loggers', {}, 1000)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('roscpp/GetLoggers'),
    });
    await expect(client.call('/nothing', {}, 1000)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(client.call('/slow', {}, 300)).rejects.toMatchObject({ code: 'timeout' });
  });
});

const SERVICES = `
import rospy, time
from std_srvs.srv import Trigger, TriggerResponse, SetBool, SetBoolResponse, Empty, EmptyResponse
rospy.init_node('services', disable_signals=True)
def fails(request):
    raise rospy.ServiceException('no scene to reset')
def slow(request):
    time.sleep(2)
    return EmptyResponse()
rospy.Service('/set', SetBool, lambda r: SetBoolResponse(r.data, 'set' if r.data else 'not set'))
rospy.Service('/fails', Trigger, fails)
rospy.Service('/slow', Empty, slow)
rospy.Service('/ready', Trigger, lambda r: TriggerResponse(True, 'all is ready'))
rospy.spin()
`;
