import { PREVIEW_CREDITS } from '../../core/contract/preview.ts';

/**
 * How many pictures the station may have under way per camera. A picture is under way from the credit that
 * asked for it until it is drawn or dropped, so that a slow screen slows the station instead of queueing.
 */
export class PreviewCredits {
  readonly #underWay = new Map<string, number>();

  /** The credits to send now; zero when enough pictures are under way. */
  topUp(camera: string): number {
    const frames = PREVIEW_CREDITS - (this.#underWay.get(camera) ?? 0);
    this.#underWay.set(camera, PREVIEW_CREDITS);
    return frames;
  }

  /** A picture was drawn or dropped. */
  finish(camera: string): void {
    this.#underWay.set(camera, Math.max(0, (this.#underWay.get(camera) ?? 0) - 1));
  }

  /** The connection is gone, and with it whatever was under way. */
  reset(): void {
    this.#underWay.clear();
  }
}
