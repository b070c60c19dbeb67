import type { RosMessage } from '../robots/bridge/bridge.ts';
import { fieldReader } from '../robots/commands.ts';
import type { CommandProfile } from '../robots/profile.ts';
import type { StreamSample } from './stream.ts';

/** What never came back is forgotten: a command that takes longer than this is lost. */
const KEPT = 256;

interface Sent {
  values: number[];
  sentNs: bigint;
}

/**
 * How long commands take to the robot's side and back: whoever listens to a command topic hears there what
 * was sent, this station too. Messages are told apart by their numbers and their order, since not every
 * command has a stamp.
 */
export class CommandEcho {
  readonly #readers: ((message: RosMessage) => number)[];
  readonly #index: number;
  #sent: Sent[] = [];

  /** @param index of the command in the profile; it becomes the sample's value. */
  constructor(command: CommandProfile, index: number) {
    this.#readers = Object.keys(command.fields).map((path) => fieldReader(command, path));
    this.#index = index;
  }

  sent(message: RosMessage, sentNs: bigint): void {
    this.#sent.push({ values: this.#valuesOf(message), sentNs });
    if (this.#sent.length > KEPT) this.#sent.shift();
  }

  /**
   * A message that was heard on the command's topic. Null where it is none of ours: then somebody else commands
   * the robot, too.
   *
   * @throws AppError `invalid-input` when it lacks a field.
   */
  heard(message: RosMessage, receivedNs: bigint): StreamSample<number[]> | null {
    const values = this.#valuesOf(message);
    const position = this.#sent.findIndex((sent) => values.every((value, i) => value === sent.values[i]));
    if (position < 0) return null;
    const { sentNs } = this.#sent[position]!;
    this.#sent = this.#sent.slice(position + 1);
    return { stampNs: sentNs, receivedNs, value: [this.#index] };
  }

  #valuesOf(message: RosMessage): number[] {
    return this.#readers.map((read) => read(message));
  }
}
