import { Mesh, MeshLambertMaterial, SphereGeometry, Vector3 } from 'three';
import { SpaceView } from '../../shared/space-view.ts';

export interface TrailColors {
  line: string;
  marker: string;
}

/** A whole path in space, seen at once, with a marker on it. */
export class TrailView {
  readonly #space: SpaceView;
  readonly #marker: Mesh<SphereGeometry, MeshLambertMaterial>;

  /** @returns null where the browser has no WebGL. The view fills `holder`. */
  static open(holder: HTMLElement, colors: TrailColors): TrailView | null {
    const space = SpaceView.open(holder, colors.line);
    return space === null ? null : new TrailView(space, colors.marker);
  }

  private constructor(space: SpaceView, markerColor: string) {
    this.#space = space;
    this.#marker = new Mesh(new SphereGeometry(1, 20, 14), new MeshLambertMaterial({ color: markerColor }));
    space.add(this.#marker);
  }

  /**
   * @param points x, y, z of each, in metres
   * @param colors one per point, as CSS
   */
  setTrail(points: ArrayLike<number>, colors: readonly string[]): void {
    this.#space.setTrail(points, colors);
    this.#frame(points);
  }

  setMarker(x: number, y: number, z: number): void {
    this.#marker.position.set(x, y, z);
    this.#space.draw();
  }

  dispose(): void {
    this.#marker.geometry.dispose();
    this.#marker.material.dispose();
    this.#space.dispose();
  }

  /** All of the path in sight, from a little above, with a floor under its lowest point. */
  #frame(points: ArrayLike<number>): void {
    if (points.length < 3) return;
    const low = new Vector3(Infinity, Infinity, Infinity);
    const high = new Vector3(-Infinity, -Infinity, -Infinity);
    const point = new Vector3();
    for (let i = 0; i + 2 < points.length; i += 3) {
      point.set(points[i]!, points[i + 1]!, points[i + 2]!);
      low.min(point);
      high.max(point);
    }
    const middle = low.clone().add(high).multiplyScalar(0.5);
    const size = Math.max(0.05, high.distanceTo(low));
    this.#marker.scale.setScalar(size * 0.03);
    this.#space.setFloor(size * 2, new Vector3(middle.x, middle.y, low.z));
    this.#space.look(middle.clone().add(new Vector3(0.45, -1.1, 0.7).multiplyScalar(size * 1.4)), middle);
  }
}
