import type { Object3D, Vector3Like } from 'three';
import { SpaceView } from '../../shared/space-view.ts';

/** `observation.state`, as telemetry brings it. */
export type Values = readonly (number | null)[];

/** What is drawn of the robot. Metres, z up. */
export interface Body {
  readonly object: Object3D;
  /** How far from the origin it reaches, at least at first. */
  readonly reachM: number;
  /** Stand as the values say. @returns where the gripper is then; null where values are missing */
  follow(values: Values): Vector3Like | null;
  dispose(): void;
}

const KEPT_MS = 30_000;

/** A robot and its gripper's path of the last half minute, drawn when a new pose comes and not otherwise. */
export class PoseScene {
  readonly #space: SpaceView;
  readonly #body: Body;
  #points: { at: Vector3Like; timeMs: number; color: string }[] = [];
  #reachM = 0;

  /**
   * @param floorColor as CSS
   * @returns null where the browser has no WebGL. The scene fills `holder`; the body stays the caller's.
   */
  static open(holder: HTMLElement, floorColor: string, body: Body): PoseScene | null {
    const space = SpaceView.open(holder, floorColor);
    return space === null ? null : new PoseScene(space, body);
  }

  private constructor(space: SpaceView, body: Body) {
    this.#space = space;
    this.#body = body;
    space.add(body.object);
    this.#frame(body.reachM);
  }

  /** @param color of the phase, as CSS */
  show(values: Values, timeMs: number, color: string): void {
    const at = this.#body.follow(values);
    if (at === null) return;
    this.#points.push({ at, timeMs, color });
    this.#points = this.#points.filter((point) => point.timeMs >= timeMs - KEPT_MS);
    const farM = Math.max(Math.abs(at.x), Math.abs(at.y), at.z);
    if (farM > this.#reachM) this.#frame(1.2 * farM);
    this.#space.setTrail(
      this.#points.flatMap(({ at: { x, y, z } }) => [x, y, z]),
      this.#points.map((point) => point.color),
    );
  }

  dispose(): void {
    this.#space.dispose();
  }

  /** From where the operator sits, a little above. */
  #frame(reachM: number): void {
    this.#reachM = reachM;
    this.#space.setFloor(2 * reachM, { x: 0, y: 0, z: 0 });
    this.#space.look(
      { x: 0.4 * reachM, y: -3.1 * reachM, z: 1.9 * reachM },
      { x: 0, y: 0, z: 0.45 * reachM },
    );
  }
}
