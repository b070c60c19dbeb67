import type { EpisodeHead, Finding } from '../episode/manifest.ts';
import type { StepRow } from '../episode/row.ts';
import { isBlackImage, isWholeImage, looksDark } from './black-image.ts';
import { type Check, Sightings, secondsOf } from './check.ts';

/** The same picture for this long, to the bit, while the robot moves, comes from no working camera. */
const FROZEN_MS = 1000;
const FROZEN_FRAMES = 3;
/** A robot that has moved this far, in metres or radians, must show; less can hide in a pixel. */
const SEEN_MOVE = 0.01;
const POSITION_UNITS = ['m', 'rad'];
/** One picture in this time is looked at closer, away from the rows. */
const LOOK_EVERY_NS = 1_000_000_000n;

type Camera = EpisodeHead['cameras'][number];

/** The pictures of one camera: cut off, frozen, black. Of all but a few only the first and last bytes are read. */
export class ImageCheck implements Check {
  readonly #camera: Camera;
  readonly #broken = new Sightings();
  readonly #black = new Sightings();
  #looks = 0;
  #looking: Promise<void> = Promise.resolve();
  #lookNs: bigint | null = null;
  #before: Uint8Array | null = null;
  readonly #positions: readonly number[];
  /** Positions at the first row of the present picture. */
  #stateThen: ArrayLike<number> | null = null;
  #same = { frames: 1, sinceNs: 0n, lastNs: 0n, hasMoved: false };
  #frozen = { times: 0, longestMs: 0, atNs: 0n };

  constructor(camera: Camera, { units }: EpisodeHead['state']) {
    this.#camera = camera;
    this.#positions = units.flatMap((unit, i) => (POSITION_UNITS.includes(unit) ? [i] : []));
  }

  add(row: StepRow): void {
    const { name } = this.#camera;
    for (const { stampNs, value } of row.extras[name] ?? []) {
      if (value instanceof Uint8Array) this.#addFrame(value, stampNs);
    }
    const image = row.images[name];
    const stamp = row.stamps[name];
    const isNew = this.#before === null || stamp?.stampNs !== this.#same.lastNs;
    if (image !== undefined && stamp != null && isNew) {
      this.#addFrame(image, stamp.stampNs);
    }
    this.#stateThen ??= Float32Array.from(row.state);
    const then = this.#stateThen;
    this.#same.hasMoved ||= this.#positions.some((i) => Math.abs(row.state[i]! - then[i]!) > SEEN_MOVE);
  }

  /** Resolves when all pictures have been looked at that were put aside for it. */
  settled(): Promise<void> {
    return this.#looking;
  }

  findings(): Finding[] {
    this.#endSame();
    const { name } = this.#camera;
    const findings: Finding[] = [];
    if (this.#broken.count > 0) {
      const message = `${this.#broken.count} pictures of ${name} are cut off or no ${this.#camera.encoding}, ${this.#broken.first}`;
      findings.push({ code: 'broken-image', severity: 'error', message });
    }
    if (this.#frozen.times > 0) {
      const { times, longestMs, atNs } = this.#frozen;
      const message =
        `${name} showed one and the same picture while the robot moved: ${times} times, ` +
        `longest for ${Math.round(longestMs)} ms at ${secondsOf(atNs)}`;
      findings.push({ code: 'frozen-image', severity: 'error', message });
    }
    if (this.#black.count > 0) {
      const message = `${name} is black in ${this.#black.count} of ${this.#looks} pictures looked at, ${this.#black.first}`;
      findings.push({ code: 'black-image', severity: 'warning', message });
    }
    return findings;
  }

  #addFrame(bytes: Uint8Array, stampNs: bigint): void {
    if (!isWholeImage(bytes, this.#camera.encoding)) this.#broken.add(stampNs);
    if (this.#lookNs === null || stampNs - this.#lookNs >= LOOK_EVERY_NS) this.#lookAt(bytes, stampNs);
    if (this.#before !== null && Buffer.compare(bytes, this.#before) === 0) {
      this.#same.frames += 1;
    } else {
      this.#endSame();
      this.#same = { frames: 1, sinceNs: stampNs, lastNs: stampNs, hasMoved: false };
      this.#stateThen = null;
    }
    this.#same.lastNs = stampNs;
    this.#before = bytes;
  }

  #lookAt(bytes: Uint8Array, stampNs: bigint): void {
    this.#lookNs = stampNs;
    this.#looks += 1;
    if (!looksDark(bytes, this.#camera)) return;
    this.#looking = this.#looking.then(async () => {
      if (await isBlackImage(bytes, this.#camera.encoding)) this.#black.add(stampNs);
    });
  }

  #endSame(): void {
    const { frames, sinceNs, lastNs, hasMoved } = this.#same;
    const ms = Number(lastNs - sinceNs) / 1e6;
    if (hasMoved && frames >= FROZEN_FRAMES && ms >= FROZEN_MS) {
      this.#frozen.times += 1;
      if (ms > this.#frozen.longestMs) Object.assign(this.#frozen, { longestMs: ms, atNs: sinceNs });
    }
    this.#same = { frames: 1, sinceNs: lastNs, lastNs, hasMoved: false };
  }
}
