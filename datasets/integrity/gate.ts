import type { EpisodeHead, Finding, StreamTiming } from '../episode/manifest.ts';
import type { StepRow } from '../episode/row.ts';
import { ECHO_STREAM, EchoTiming } from './echo-timing.ts';
import { ImageCheck } from './image-check.ts';
import { NumbersCheck } from './numbers-check.ts';
import { StepCheck } from './step-check.ts';
import { StreamCheck } from './stream-check.ts';

/**
 * What is wrong with an episode, found while it is recorded or read again. Fed with each row as it is
 * appended; costs some microseconds a row. It only says: small defects are kept and flagged, since an
 * operator knows better than a rule whether a take is worth having.
 */
export class IntegrityGate {
  readonly #streams: Map<string, StreamCheck>;
  readonly #images: ImageCheck[];
  readonly #others: [NumbersCheck, StepCheck];
  readonly #echo = new EchoTiming();
  #rows = 0;

  constructor(head: EpisodeHead) {
    this.#streams = new Map(head.streams.map((stream) => [stream, new StreamCheck(head, stream)]));
    this.#images = head.cameras.map((camera) => new ImageCheck(camera, head.state));
    this.#others = [new NumbersCheck(head), new StepCheck(head)];
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: StepRow): void {
    this.#rows += 1;
    for (const check of this.#streams.values()) check.add(row);
    for (const check of this.#images) check.add(row);
    for (const check of this.#others) check.add(row);
    this.#echo.add(row);
  }

  /** Different messages of a stream that the rows so far hold. */
  messagesOf(stream: string): number {
    return this.#streams.get(stream)?.messages ?? 0;
  }

  /** Messages, latency, age and skew of each stream that came. */
  timing(): Record<string, StreamTiming> {
    const checks = [...this.#streams, [ECHO_STREAM, this.#echo] as const];
    const timings = checks.map(([stream, check]) => [stream, check.timing()] as const);
    return Object.fromEntries(timings.filter((entry): entry is [string, StreamTiming] => entry[1] !== null));
  }

  /** Waits for the few pictures that are still being looked at. */
  async findings(): Promise<Finding[]> {
    await Promise.all(this.#images.map((check) => check.settled()));
    return [...this.#streams.values(), ...this.#images, ...this.#others].flatMap((check) => check.findings());
  }
}
