import {
  AmbientLight,
  Color,
  DirectionalLight,
  GridHelper,
  Mesh,
  MeshLambertMaterial,
  PerspectiveCamera,
  Scene,
  SphereGeometry,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { Line2 } from 'three/addons/lines/Line2.js';
import { LineGeometry } from 'three/addons/lines/LineGeometry.js';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';

const LINE_PX = 2.5;

export interface TrailColors {
  line: string;
  marker: string;
}

/**
 * A path in space with a marker on it, z up, to be turned by the pointer. It draws when something changed and
 * not otherwise.
 */
export class TrailView {
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(40, 1, 0.001, 1000);
  readonly #controls: OrbitControls;
  readonly #marker: Mesh;
  readonly #observer: ResizeObserver;
  readonly #colors: TrailColors;
  #trail: Line2 | null = null;
  #grid: GridHelper | null = null;
  #isDue = false;

  /** @returns null where the browser has no WebGL. The view fills `holder`. */
  static open(holder: HTMLElement, colors: TrailColors): TrailView | null {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('webgl2', { antialias: true, alpha: true });
    return context === null ? null : new TrailView(holder, canvas, context, colors);
  }

  private constructor(
    holder: HTMLElement,
    canvas: HTMLCanvasElement,
    context: WebGL2RenderingContext,
    colors: TrailColors,
  ) {
    this.#colors = colors;
    this.#renderer = new WebGLRenderer({ canvas, context, alpha: true });
    this.#renderer.setPixelRatio(window.devicePixelRatio);
    holder.append(canvas);
    this.#camera.up.set(0, 0, 1);
    this.#marker = new Mesh(new SphereGeometry(1, 20, 14), new MeshLambertMaterial({ color: colors.marker }));
    const sun = new DirectionalLight('#ffffff', 2);
    sun.position.set(1, -2, 3);
    this.#scene.add(this.#marker, new AmbientLight('#ffffff', 1.6), sun);
    this.#controls = new OrbitControls(this.#camera, canvas);
    this.#controls.addEventListener('change', () => this.#draw());
    this.#observer = new ResizeObserver(() => this.#resize(holder));
    this.#observer.observe(holder);
  }

  /**
   * @param points x, y, z of each, in metres
   * @param colors one per point, as CSS
   */
  setTrail(points: ArrayLike<number>, colors: readonly string[]): void {
    if (colors.length < 2) return;
    const known = new Map<string, Color>();
    const colorOf = (css: string): Color => {
      const color = known.get(css) ?? new Color(css);
      known.set(css, color);
      return color;
    };
    const geometry = new LineGeometry();
    geometry.setPositions(Array.from(points));
    geometry.setColors(colors.flatMap((css) => colorOf(css).toArray()));
    if (this.#trail !== null) this.#remove(this.#trail);
    this.#trail = new Line2(geometry, new LineMaterial({ linewidth: LINE_PX, vertexColors: true }));
    this.#scene.add(this.#trail);
    this.#frame(points);
    this.#draw();
  }

  setMarker(x: number, y: number, z: number): void {
    this.#marker.position.set(x, y, z);
    this.#draw();
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#controls.dispose();
    if (this.#trail !== null) this.#remove(this.#trail);
    this.#renderer.domElement.remove();
    this.#renderer.dispose();
  }

  /** All of the path in sight, from a little above, with a floor under its lowest point. */
  #frame(points: ArrayLike<number>): void {
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
    this.#controls.target.copy(middle);
    this.#camera.position.copy(middle).add(new Vector3(0.45, -1.1, 0.7).multiplyScalar(size * 1.4));
    this.#controls.update();
    if (this.#grid !== null) this.#remove(this.#grid);
    this.#grid = new GridHelper(size * 2, 10, this.#colors.line, this.#colors.line);
    this.#grid.rotation.x = Math.PI / 2;
    this.#grid.position.set(middle.x, middle.y, low.z);
    this.#scene.add(this.#grid);
  }

  #remove(part: Line2 | GridHelper): void {
    this.#scene.remove(part);
    part.geometry.dispose();
    for (const material of [part.material].flat()) material.dispose();
  }

  #resize(holder: HTMLElement): void {
    const { clientWidth, clientHeight } = holder;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#renderer.setSize(clientWidth, clientHeight, false);
    this.#camera.aspect = clientWidth / clientHeight;
    this.#camera.updateProjectionMatrix();
    this.#draw();
  }

  /** Once a frame, however much changed in it. */
  #draw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#renderer.render(this.#scene, this.#camera);
    });
  }
}
