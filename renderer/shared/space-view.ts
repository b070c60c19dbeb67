import {
  AmbientLight,
  Color,
  DirectionalLight,
  GridHelper,
  type Object3D,
  PerspectiveCamera,
  Scene,
  type Vector3Like,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { Line2 } from 'three/addons/lines/Line2.js';
import { LineGeometry } from 'three/addons/lines/LineGeometry.js';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';

const LINE_PX = 2.5;
const FLOOR_CELLS = 12;

/**
 * A piece of space in metres, z up, with a coloured trail over a floor, to be turned by the pointer. It draws when
 * something changed and not otherwise.
 */
export class SpaceView {
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(40, 1, 0.001, 1000);
  readonly #controls: OrbitControls;
  readonly #observer: ResizeObserver;
  readonly #trailMaterial = new LineMaterial({ linewidth: LINE_PX, vertexColors: true });
  readonly #colors = new Map<string, Color>();
  readonly #floorColor: string;
  #trail: Line2 | null = null;
  #floor: GridHelper | null = null;
  #isTurned = false;
  #isDue = false;
  #isClosed = false;

  /**
   * @param floorColor as CSS
   * @returns null where the browser has no WebGL. The view fills `holder`.
   */
  static open(holder: HTMLElement, floorColor: string): SpaceView | null {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('webgl2', { antialias: true, alpha: true });
    return context === null ? null : new SpaceView(holder, canvas, context, floorColor);
  }

  private constructor(
    holder: HTMLElement,
    canvas: HTMLCanvasElement,
    context: WebGL2RenderingContext,
    floorColor: string,
  ) {
    this.#floorColor = floorColor;
    this.#renderer = new WebGLRenderer({ canvas, context, alpha: true });
    this.#renderer.setPixelRatio(window.devicePixelRatio);
    holder.append(canvas);
    this.#camera.up.set(0, 0, 1);
    const sun = new DirectionalLight('#ffffff', 2);
    sun.position.set(1, -2, 3);
    this.#scene.add(new AmbientLight('#ffffff', 1.6), sun);
    this.#controls = new OrbitControls(this.#camera, canvas);
    this.#controls.addEventListener('start', () => {
      this.#isTurned = true;
    });
    this.#controls.addEventListener('change', () => this.draw());
    this.#observer = new ResizeObserver(() => this.#resize(holder));
    this.#observer.observe(holder);
  }

  add(object: Object3D): void {
    this.#scene.add(object);
  }

  /**
   * @param points x, y, z of each
   * @param colors one per point, as CSS
   */
  setTrail(points: ArrayLike<number>, colors: readonly string[]): void {
    if (colors.length < 2) return;
    const geometry = new LineGeometry();
    geometry.setPositions(Array.from(points));
    geometry.setColors(colors.flatMap((css) => this.#colorOf(css).toArray()));
    if (this.#trail === null) {
      this.#trail = new Line2(geometry, this.#trailMaterial);
      // Its bounds change with every point.
      this.#trail.frustumCulled = false;
      this.#scene.add(this.#trail);
    } else {
      this.#trail.geometry.dispose();
      this.#trail.geometry = geometry;
    }
    this.draw();
  }

  /** A square grid of this size around a point. */
  setFloor(sizeM: number, middle: Vector3Like): void {
    this.#removeFloor();
    this.#floor = new GridHelper(sizeM, FLOOR_CELLS, this.#floorColor, this.#floorColor);
    this.#floor.rotation.x = Math.PI / 2;
    this.#floor.position.copy(middle);
    this.#scene.add(this.#floor);
    this.draw();
  }

  /** Unless somebody has turned the view by hand: then it stays as they have it. */
  look(from: Vector3Like, at: Vector3Like): void {
    if (this.#isTurned) return;
    this.#camera.position.copy(from);
    this.#controls.target.copy(at);
    this.#controls.update();
    this.draw();
  }

  /** Once a frame, however much changed in it. */
  draw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      if (!this.#isClosed) this.#renderer.render(this.#scene, this.#camera);
    });
  }

  dispose(): void {
    this.#isClosed = true;
    this.#observer.disconnect();
    this.#controls.dispose();
    this.#trail?.geometry.dispose();
    this.#trailMaterial.dispose();
    this.#removeFloor();
    this.#renderer.domElement.remove();
    this.#renderer.dispose();
    // Browsers keep few contexts, and this one would wait for the collector.
    this.#renderer.forceContextLoss();
  }

  #colorOf(css: string): Color {
    const color = this.#colors.get(css) ?? new Color(css);
    this.#colors.set(css, color);
    return color;
  }

  #removeFloor(): void {
    if (this.#floor === null) return;
    this.#scene.remove(this.#floor);
    this.#floor.dispose();
  }

  #resize({ clientWidth, clientHeight }: HTMLElement): void {
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#renderer.setSize(clientWidth, clientHeight);
    this.#camera.aspect = clientWidth / clientHeight;
    this.#camera.updateProjectionMatrix();
    this.draw();
  }
}
