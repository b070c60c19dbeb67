import {
  AmbientLight,
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  Color,
  DirectionalLight,
  DynamicDrawUsage,
  GridHelper,
  Group,
  Line,
  LineBasicMaterial,
  Mesh,
  MeshLambertMaterial,
  PerspectiveCamera,
  Scene,
  WebGLRenderer,
} from 'three';

/** Metres and radians; x right, y away, z up, as the operator sees it. */
export interface Pose {
  x: number;
  y: number;
  z: number;
  yawRad: number;
  /** Between the fingers. */
  widthM: number;
}

const KEPT_MS = 30_000;
/** Half a minute at 20 a second, and some. */
const MOST_POINTS = 800;
/** The floor's edge until the path leaves it. */
const FIRST_REACH_M = 0.3;
const FINGER_M = { x: 0.015, y: 0.03, z: 0.06 };

/** A gripper and its path, drawn when a new pose comes and not otherwise. */
export class PoseScene {
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(38, 1, 0.01, 100);
  readonly #gripper = new Group();
  readonly #fingers: readonly [Mesh, Mesh];
  readonly #path: Line<BufferGeometry, LineBasicMaterial>;
  readonly #observer: ResizeObserver;
  readonly #points: { pose: Pose; timeMs: number; color: Color }[] = [];
  #reachM = 0;
  #floor: GridHelper | null = null;

  /** @returns null where the browser has no WebGL. The scene fills `holder`. */
  static open(holder: HTMLElement): PoseScene | null {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('webgl2', { alpha: true, antialias: true });
    return context === null ? null : new PoseScene(holder, canvas, context);
  }

  private constructor(holder: HTMLElement, canvas: HTMLCanvasElement, context: WebGL2RenderingContext) {
    this.#renderer = new WebGLRenderer({ canvas, context, alpha: true });
    holder.append(canvas);
    const material = new MeshLambertMaterial({ color: '#c9d0d9' });
    const finger = new BoxGeometry(FINGER_M.x, FINGER_M.y, FINGER_M.z);
    this.#fingers = [new Mesh(finger, material), new Mesh(finger, material)];
    const palm = new Mesh(new BoxGeometry(0.12, FINGER_M.y, FINGER_M.x), material);
    palm.position.z = FINGER_M.z;
    this.#gripper.add(...this.#fingers, palm);
    const geometry = new BufferGeometry();
    for (const name of ['position', 'color']) {
      const attribute = new BufferAttribute(new Float32Array(3 * MOST_POINTS), 3);
      geometry.setAttribute(name, attribute.setUsage(DynamicDrawUsage));
    }
    this.#path = new Line(geometry, new LineBasicMaterial({ vertexColors: true }));
    // Its bounds change with every pose.
    this.#path.frustumCulled = false;
    const sun = new DirectionalLight('#ffffff', 2);
    sun.position.set(1, -2, 3);
    this.#scene.add(this.#gripper, this.#path, sun, new AmbientLight('#ffffff', 1.4));
    this.#camera.up.set(0, 0, 1);
    this.#frame(FIRST_REACH_M);
    this.#observer = new ResizeObserver(() => this.#resize(holder));
    this.#observer.observe(holder);
  }

  /** @param color of the phase, as CSS */
  show(pose: Pose, timeMs: number, color: string): void {
    this.#points.push({ pose, timeMs, color: new Color(color) });
    const from = timeMs - KEPT_MS;
    while (this.#points.length > MOST_POINTS || this.#points[0]!.timeMs < from) this.#points.shift();
    const farM = Math.max(Math.abs(pose.x), Math.abs(pose.y));
    if (farM > this.#reachM) this.#frame(1.2 * farM);
    this.#gripper.position.set(pose.x, pose.y, pose.z + FINGER_M.z / 2);
    this.#gripper.rotation.z = pose.yawRad;
    const [left, right] = this.#fingers;
    left.position.x = -(pose.widthM + FINGER_M.x) / 2;
    right.position.x = (pose.widthM + FINGER_M.x) / 2;
    this.#drawPath();
    this.#renderer.render(this.#scene, this.#camera);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#path.geometry.dispose();
    this.#path.material.dispose();
    this.#renderer.domElement.remove();
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }

  #drawPath(): void {
    const { position, color } = this.#path.geometry.attributes as Record<
      'position' | 'color',
      BufferAttribute
    >;
    this.#points.forEach((point, i) => {
      position.setXYZ(i, point.pose.x, point.pose.y, point.pose.z);
      color.setXYZ(i, point.color.r, point.color.g, point.color.b);
    });
    position.needsUpdate = true;
    color.needsUpdate = true;
    this.#path.geometry.setDrawRange(0, this.#points.length);
  }

  /** From where the operator sits, a little above. */
  #frame(reachM: number): void {
    this.#reachM = reachM;
    if (this.#floor !== null) {
      this.#scene.remove(this.#floor);
      this.#floor.dispose();
    }
    this.#floor = new GridHelper(2 * reachM, 12, '#7b8592', '#4b535d');
    this.#floor.rotation.x = Math.PI / 2;
    this.#scene.add(this.#floor);
    this.#camera.position.set(0.35 * reachM, -2.6 * reachM, 1.9 * reachM);
    this.#camera.lookAt(0, 0, 0.35 * reachM);
  }

  #resize({ clientWidth, clientHeight }: HTMLElement): void {
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#renderer.setSize(clientWidth, clientHeight, false);
    this.#renderer.domElement.style.width = `${clientWidth}px`;
    this.#renderer.domElement.style.height = `${clientHeight}px`;
    this.#camera.aspect = clientWidth / clientHeight;
    this.#camera.updateProjectionMatrix();
    this.#renderer.render(this.#scene, this.#camera);
  }
}
