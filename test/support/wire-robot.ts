import { fromMs } from '../../core/time.ts';
import type { Message } from '../../robots/simulation/bridge/encoding.ts';
import { headerOf } from '../../robots/simulation/bridge/messages.ts';
import { QUIRKS, type QuirksName } from '../../robots/simulation/bridge/quirks.ts';
import { callRosapi } from '../../robots/simulation/bridge/rosapi.ts';
import { RosbridgeServer } from '../../robots/simulation/bridge/rosbridge-server.ts';
import { PUBLISHED } from '../../robots/simulation/bridge/topics.ts';

const JOINTS = ['gantry_x', 'gantry_y', 'gantry_z', 'wrist_yaw', 'gripper_width'];
const PICTURE = new Uint8Array(100_000).fill(0xff);

type Source = 'frontImage' | 'wristImage' | 'jointStates' | 'wrench';

/** The simulated robot's wire without the robot: it sends what a test wants, as much as it wants. */
export class WireRobot {
  readonly url: string;
  /** When each command arrived, in ms of `performance.now()`. */
  readonly commandsMs: number[] = [];
  /** What is sent, and how many times a second. */
  readonly ratesHz: Record<Source, number> = {
    frontImage: 30,
    wristImage: 30,
    jointStates: 100,
    wrench: 100,
  };
  readonly #server: RosbridgeServer;
  readonly #timer: NodeJS.Timeout;
  readonly #owed: Record<Source, number> = { frontImage: 0, wristImage: 0, jointStates: 0, wrench: 0 };
  #lastMs = performance.now();

  static async start(quirks: QuirksName, port = 0): Promise<WireRobot> {
    const commandsMs: number[] = [];
    const server = await RosbridgeServer.listen({
      host: '127.0.0.1',
      port,
      isLossless: false,
      quirks: QUIRKS[quirks],
      onPublish: () => commandsMs.push(performance.now()),
      onCall: async (service, args) => {
        const answer = callRosapi(service, args, QUIRKS[quirks], wallNs());
        if (answer === null) throw new Error(`no ${service}`);
        return answer;
      },
    });
    return new WireRobot(server, commandsMs);
  }

  private constructor(server: RosbridgeServer, commandsMs: number[]) {
    this.#server = server;
    this.url = server.url;
    this.commandsMs = commandsMs;
    this.#timer = setInterval(() => this.#send(), 2);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#server.close();
  }

  #send(): void {
    const sinceS = (performance.now() - this.#lastMs) / 1000;
    this.#lastMs = performance.now();
    for (const source of Object.keys(this.#owed) as Source[]) {
      this.#owed[source] += this.ratesHz[source] * sinceS;
      for (; this.#owed[source] >= 1; this.#owed[source] -= 1) {
        this.#server.publish(PUBLISHED[source].topic, message(source), fromMs(performance.now()));
      }
    }
  }
}

function message(source: Source): Message {
  const header = headerOf(0, wallNs(), '', 1);
  switch (source) {
    case 'frontImage':
    case 'wristImage':
      return { header, format: 'jpeg', data: PICTURE };
    case 'jointStates':
      return {
        header,
        name: JOINTS,
        position: new Float64Array(5),
        velocity: new Float64Array(5),
        effort: new Float64Array(5),
      };
    case 'wrench': {
      const zero = { x: 0, y: 0, z: 0 };
      return { header, wrench: { force: zero, torque: zero } };
    }
  }
}

function wallNs(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6));
}
