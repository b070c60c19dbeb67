import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NS_PER_MS } from '../core/time.ts';
import type { Bridge, BridgeStatus, RosMessage, Subscription, TopicInfo } from '../robots/bridge/bridge.ts';
import type { RobotProfile } from '../robots/profile.ts';
import { SIMULATED_PROFILE } from './cli/paths.ts';
import { RobotLink } from './robot-link.ts';
import { readProfile } from './seat.ts';
import { StreamHealth } from './stream-health.ts';

/** A robot at hand: what it publishes, tells and sends is set here. */
class HandRobot implements Bridge {
  readonly url = 'ws://hand';
  status: BridgeStatus = { status: 'up', reason: '' };
  readonly isResponsive = true;
  readonly droppedCommands = 0;
  readonly faults = new Map<string, number>();
  known: TopicInfo[] | null = [];
  asked = 0;
  readonly #subscriptions = new Map<string, Subscription>();
  onStatus(): void {}
  onFault(): void {}
  advertise(): void {}
  subscribe(subscription: Subscription): void {
    this.#subscriptions.set(subscription.topic, subscription);
  }
  publish(): boolean {
    return true;
  }
  call(): Promise<RosMessage> {
    return Promise.reject(new Error('none'));
  }
  stamp(): RosMessage {
    return {};
  }
  robotTimeNs(): Promise<bigint | null> {
    return Promise.resolve(null);
  }
  topics(): Promise<TopicInfo[]> {
    return this.known === null ? Promise.reject(new Error('no rosapi')) : Promise.resolve(this.known);
  }
  hasPublisher(topic: string): Promise<boolean | null> {
    this.asked += 1;
    return Promise.resolve(this.known === null ? null : this.known.some(({ name }) => name === topic));
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
  send(topic: string, message: RosMessage): void {
    this.#subscriptions.get(topic)!.onMessage(message);
  }
}

let nowMs: number;
const clock = { nowNs: () => BigInt(nowMs) * NS_PER_MS, wallNs: (ns: bigint) => ns, syncWall: () => {} };
let robot: HandRobot;
let profile: RobotProfile;
let link: RobotLink;
let health: StreamHealth;

beforeEach(async () => {
  nowMs = 1000;
  profile = await readProfile(SIMULATED_PROFILE);
  robot = new HandRobot();
  robot.known = [...profile.cameras, ...profile.streams].map(({ topic, type }) => ({ name: topic, type }));
  link = new RobotLink({ profile, bridge: robot, clock, sharesClock: true });
  health = new StreamHealth(link, clock);
});

afterEach(async () => {
  await link.close();
  vi.restoreAllMocks();
});

const front = () => link.cameras[0]!;
const FRONT = '/camera/front/image/compressed';

/** All topics but the front camera's bring something. */
function flow(): void {
  const wrist = profile.cameras[1]!;
  robot.send(wrist.topic, { data: Uint8Array.of(0xff, 0xd8) });
}

async function after(ms: number): Promise<void> {
  nowMs += ms;
  await health.look();
}

it('leaves a topic its 2 s', async () => {
  await after(1900);
  expect(health.isSilent(front(), clock.nowNs())).toBe(false);
  expect(robot.asked).toBe(0);
  await after(100);
  expect(health.isSilent(front(), clock.nowNs())).toBe(true);
});

it('says when nobody publishes a topic', async () => {
  robot.known = robot.known!.filter(({ name }) => name !== FRONT);
  await after(2000);
  expect(health.findingOf(front(), clock.nowNs())).toEqual({
    cause: `No node on the robot publishes ${FRONT}.`,
    action: 'Start the node that does, or correct the topic in the robot’s profile.',
  });
});

it('says when the profile takes a topic for another type', async () => {
  robot.known = robot.known!.map((topic) =>
    topic.name === FRONT ? { ...topic, type: 'sensor_msgs/Image' } : topic,
  );
  await after(2000);
  expect(health.findingOf(front(), clock.nowNs())!.cause).toContain('is of type sensor_msgs/Image');
});

it('takes a topic that is published, and silent while others flow, for stalled or lost in the bridge', async () => {
  nowMs += 2000;
  flow();
  await health.look();
  const finding = health.findingOf(front(), clock.nowNs())!;
  expect(finding.cause).toContain('the bridge has lost it');
  expect(finding.action).toContain('restart the bridge');
});

it('says when nothing at all arrives', async () => {
  await after(2000);
  expect(health.findingOf(front(), clock.nowNs())!.cause).toContain('no topic brings any message');
});

it('guesses nothing where the robot cannot tell', async () => {
  robot.known = null;
  await after(2000);
  expect(health.isSilent(front(), clock.nowNs())).toBe(true);
  expect(health.findingOf(front(), clock.nowNs())).toBeNull();
});

it('asks every 5 s at most, and is content when the topic flows', async () => {
  await after(2000);
  const { asked } = robot;
  await after(1000);
  await after(1000);
  expect(robot.asked).toBe(asked);
  await after(3000);
  expect(robot.asked).toBe(2 * asked);
  robot.send(FRONT, { data: Uint8Array.of(0xff, 0xd8) });
  await after(100);
  expect(health.findingOf(front(), clock.nowNs())).toBeNull();
});
