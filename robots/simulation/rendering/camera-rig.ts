import jpeg from '@julusian/jpeg-turbo';
import { Shrinker } from '../../../core/shrink.ts';
import type { FingerPose } from '../robot/finger-contact.ts';
import type { World } from '../world.ts';
import {
  type Camera,
  createProjected,
  IMAGE_HEIGHT_PX,
  IMAGE_WIDTH_PX,
  levelCamera,
  type Projected,
  project,
} from './camera.ts';
import { ClothSurface } from './cloth-surface.ts';
import { GripperModel } from './gripper-model.ts';
import { drawLook, type Look } from './look.ts';
import { createFrame, drawSurface, type Side } from './rasteriser.ts';
import { ShadowMap } from './shadow-map.ts';
import { paintShirt } from './shirt-texture.ts';
import { paintTable } from './table-texture.ts';
import { drawTable, StillTableView } from './table-view.ts';

export type CameraName = 'front' | 'wrist';

const JPEG_FORMAT = {
  format: jpeg.FORMAT_RGBX,
  width: IMAGE_WIDTH_PX,
  height: IMAGE_HEIGHT_PX,
  subsampling: jpeg.SAMP_420,
  quality: 88,
};
/** In front of the table and above it, looking over the workspace as a person at the table would. */
const FRONT_CAMERA = levelCamera({ x: 0, y: -0.72, z: 0.7 }, 0, 0.625, 0.71);
/** Behind and above the fingertips, turning with the wrist. */
const WRIST_MOUNT = { backM: 0.11, upM: 0.13, downRad: 0.95, verticalFovRad: 1.05 };

/** Both cameras of the robot, drawn in software from the world as it is. */
export class CameraRig {
  readonly #world: World;
  readonly #cloth: ClothSurface;
  readonly #gripper = new GripperModel();
  readonly #shadows = new ShadowMap();
  readonly #frame = createFrame();
  readonly #clothOnScreen: Projected;
  readonly #gripperOnScreen = createProjected(this.#gripper.vertexCount);
  readonly #encoded = Buffer.alloc(jpeg.bufferSize(JPEG_FORMAT));
  readonly #pose: FingerPose = { x: 0, y: 0, z: 0, yaw: 0, width: 0 };
  #shrinker: Shrinker | null = null;
  #scene: Scene;
  #clothVersion = -1;
  #preparedStep = -1;

  constructor(world: World) {
    this.#world = world;
    this.#cloth = new ClothSurface(world.cloth);
    this.#clothOnScreen = createProjected(this.#cloth.vertexCount);
    this.#scene = this.#buildScene();
  }

  /** The camera's image of this moment as a JPEG of 320 × 240; the bytes belong to the caller. */
  capture(name: CameraName): Uint8Array {
    const pixels = this.#draw(name);
    // A copy: the encoder's buffer is used again.
    return new Uint8Array(jpeg.compressSync(Buffer.from(pixels.buffer), this.#encoded, JPEG_FORMAT));
  }

  /** The same image made small, as RGB of `sizePx` × `sizePx`; the bytes belong to the caller. */
  captureSmall(name: CameraName, sizePx: number): Uint8Array {
    if (this.#shrinker?.sizePx !== sizePx) {
      this.#shrinker = new Shrinker(IMAGE_WIDTH_PX, IMAGE_HEIGHT_PX, sizePx);
    }
    return this.#shrinker.shrink(this.#draw(name));
  }

  /** RGBX, good until the next one is drawn. */
  #draw(name: CameraName): Int32Array {
    this.#prepare();
    const { pixels, inverseDepth } = this.#frame;
    inverseDepth.fill(0);
    const camera = name === 'front' ? FRONT_CAMERA : this.#wristCamera();
    if (name === 'front') this.#scene.stillTable.draw(pixels, this.#shadows.table, this.#shadows.boxes);
    else drawTable(pixels, camera, this.#scene.tableTexture, this.#shadows.table);
    project(camera, this.#cloth.position, this.#clothOnScreen);
    drawSurface(this.#frame, this.#cloth, this.#clothOnScreen, this.#scene.outside, this.#scene.inside);
    project(camera, this.#gripper.position, this.#gripperOnScreen);
    drawSurface(this.#frame, this.#gripper, this.#gripperOnScreen, this.#gripper.side, null);
    return pixels;
  }

  /** What both cameras share at one moment: shadows and the light on the fabric. */
  #prepare(): void {
    const world = this.#world;
    if (this.#scene.look.seed !== world.lookSeed) this.#scene = this.#buildScene();
    if (this.#preparedStep === world.steps && this.#clothVersion === world.clothVersion) return;
    this.#preparedStep = world.steps;
    const { light } = this.#scene.look;
    if (this.#clothVersion !== world.clothVersion) {
      this.#clothVersion = world.clothVersion;
      this.#shadows.drawFabric(world.cloth.position, world.cloth.mesh.triangles);
      this.#cloth.update(light, this.#shadows.fabricShadowAt);
    }
    world.readPose(this.#pose);
    this.#gripper.update(this.#pose, light);
    this.#shadows.drawGripper(this.#gripper.position, this.#gripper.shadowTriangles, this.#pose.z);
    this.#cloth.shade(this.#shadows.gripperShadowAt);
  }

  #wristCamera(): Camera {
    const { x, y, z, yaw } = this.#pose;
    const { backM, upM, downRad, verticalFovRad } = WRIST_MOUNT;
    const position = { x: x + Math.sin(yaw) * backM, y: y - Math.cos(yaw) * backM, z: z + upM };
    return levelCamera(position, yaw, downRad, verticalFovRad);
  }

  #buildScene(): Scene {
    const look = drawLook(this.#world.lookSeed);
    this.#shadows.setLight(look.light.direction);
    this.#clothVersion = -1;
    const tableTexture = paintTable(look);
    const { outside, inside } = paintShirt(look);
    return {
      look,
      tableTexture,
      stillTable: new StillTableView(FRONT_CAMERA, tableTexture),
      outside: { texture: outside, light: this.#cloth.outsideLight },
      inside: { texture: inside, light: this.#cloth.insideLight },
    };
  }
}

/** What stays the same between two resets. */
interface Scene {
  look: Look;
  tableTexture: Int32Array;
  stillTable: StillTableView;
  outside: Side;
  inside: Side;
}
