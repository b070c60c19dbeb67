import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { parse } from '../../core/parse.ts';
import { fromMs } from '../../core/time.ts';
import type { Message } from './bridge/encoding.ts';
import { float64Schema, stampOf, twistStampedSchema } from './bridge/messages.ts';
import { Publisher } from './bridge/publisher.ts';
import { NO_QUIRKS, QUIRK_NAMES, QUIRKS } from './bridge/quirks.ts';
import { callRosapi } from './bridge/rosapi.ts';
import { RosbridgeServer } from './bridge/rosbridge-server.ts';
import { SUBSCRIBED, TOPIC_TYPES } from './bridge/topics.ts';
import { LatencyLines, latencySchema } from './latency.ts';
import { Stepper } from './pace.ts';
import { Random } from './random.ts';
import { World } from './world.ts';

const optionsSchema = z.strictObject({
  host: z.string().default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.int().min(0).max(65_535).default(9090),
  /**
   * `real-time`: wall-clock time. `fast`: virtual time, as fast as it goes. `lockstep`: virtual time that
   * advances only by the service `/simulation/advance`.
   */
  pace: z.enum(['real-time', 'fast', 'lockstep']).default('real-time'),
  /** Of the first scene and of all that is random; drawn when absent. */
  seed: z.int().min(0).optional(),
  /** Delay of messages after their stamp (or of commands after their arrival), by topic. */
  latency: z.partialRecord(z.enum([...TOPIC_TYPES.keys()]), latencySchema).default({}),
  /** By how much the robot's clock, which stamps its messages, is ahead of the world's time. */
  clockAheadMs: z.number().default(0),
  /** The server to pass for; a good one when absent. */
  quirks: z.enum(QUIRK_NAMES).optional(),
});

export type SimulationOptions = z.input<typeof optionsSchema>;

export interface Simulation {
  /** `ws://host:port` */
  url: string;
  /** Images that slow clients have missed so far. */
  droppedImages(): number;
  close(): Promise<void>;
}

/** Resets without a seed draw from this stream: the scenes of a run follow from its seed. */
const SCENE_STREAM = 2;
const SEED_COUNT = 2 ** 31;

const resetSchema = z.object({ seed: z.int().min(0).optional() });
const advanceSchema = z.object({ duration_ms: z.number().min(0).max(60_000) });

/**
 * Starts the simulated T-shirt robot: a process of its own that speaks rosbridge v2, so that a station
 * talks to it as to any robot.
 *
 * @throws AppError `invalid-input` for wrong options, `unavailable` when the port is taken.
 */
export async function startSimulation(options: SimulationOptions = {}): Promise<Simulation> {
  const {
    host,
    port,
    pace,
    seed = randomSeed(),
    latency,
    quirks: imitated,
    clockAheadMs,
  } = parse(optionsSchema, options, 'simulation options');
  const quirks = imitated === undefined ? NO_QUIRKS : QUIRKS[imitated];
  const { rosVersion } = quirks;
  const clockAheadNs = fromMs(clockAheadMs);
  const world = new World(seed);
  const delays = new LatencyLines(latency, seed);
  const scenes = new Random(seed, SCENE_STREAM);
  const server = await RosbridgeServer.listen({
    host,
    port,
    isLossless: pace === 'lockstep',
    quirks,
    onPublish: (topic, message) => receive(topic, message),
    onCall: (service, args) => call(service, args),
  });
  const publisher = new Publisher(world, server, delays, {
    hasClock: pace !== 'real-time',
    rosVersion,
    clockAheadNs,
  });
  const stepper = new Stepper(pace, {
    step(timeNs) {
      delays.deliverDue(timeNs);
      world.step();
      publisher.publishDue(timeNs);
    },
    nextDeliveryNs: () => delays.nextDueNs,
    deliver: (timeNs) => delays.deliverDue(timeNs),
  });

  /** On a command topic the robot hears what others hear, and when they do. */
  function deliver(topic: string, message: unknown, obey: () => void): void {
    delays.send(topic, stepper.nowNs(), () => {
      obey();
      server.publish(topic, message as Message, stepper.nowNs());
    });
  }

  function receive(topic: string, message: unknown): void {
    if (topic === SUBSCRIBED.twist.topic) {
      const { linear, angular } = parse(twistStampedSchema, message, topic).twist;
      deliver(topic, message, () => world.setTwist(linear.x, linear.y, linear.z, angular.z));
    } else if (topic === SUBSCRIBED.width.topic) {
      const { data } = parse(float64Schema, message, topic);
      deliver(topic, message, () => world.setWidth(data));
    } else throw new AppError('not-allowed', `the robot publishes ${topic} itself`);
  }

  async function call(service: string, args: unknown): Promise<Message> {
    switch (service) {
      case '/simulation/reset': {
        const { seed: wanted = scenes.integer(SEED_COUNT) } = parse(resetSchema, args, service);
        world.reset(wanted);
        return { success: true, message: `new scene: ${world.arrangement} shirt`, seed: wanted };
      }
      case '/simulation/advance': {
        if (pace !== 'lockstep') {
          return {
            success: false,
            message: `time runs by itself: pace is ${pace}`,
            clock: stampOf(stepper.nowNs(), rosVersion),
          };
        }
        const { duration_ms } = parse(advanceSchema, args, service);
        await stepper.advance(fromMs(duration_ms));
        return { success: true, message: '', clock: stampOf(stepper.nowNs(), rosVersion) };
      }
      default: {
        const answer = callRosapi(service, args, quirks, stepper.nowNs() + clockAheadNs);
        if (answer !== null) return answer;
        throw new AppError('not-found', `Service ${service} does not exist`);
      }
    }
  }

  stepper.start();
  return {
    url: server.url,
    droppedImages: () => server.droppedImages,
    async close() {
      stepper.stop();
      await server.close();
    },
  };
}

function randomSeed(): number {
  return Math.floor(Math.random() * SEED_COUNT);
}
