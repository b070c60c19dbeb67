import jpeg from '@julusian/jpeg-turbo';
import type { FingerPose } from '../robot/finger-contact.ts';
import type { World } from '../world.ts';
import {
  type Camera,
  createProjected,
  IMAGE_HEIGHT_PX,
  IMAGE_WIDTH_PX,
  levelCamera,
  project,
} from './camera.ts';
import { ClothSurface } from './cloth-surface.ts';
import { GripperModel } from './gripper-model.ts';
import { drawLook, type Look } from './look.ts';
import { createFrame, drawCloth, drawGripper } from './rasteriser.ts';
import { ShadowMap } from './shadow-map.ts';
import { paintShirt, type ShirtTexture } from './shirt-texture.ts';
import { paintTable } from './table-texture.ts';
import { drawTable, StillTableView } from './table-view.ts';

export type CameraName = 'front' | 'wrist';

const JPEG_QUALITY = 88;
const FRONT_CAMERA = levelCamera({ x: 0, y: -0.78, z: 0.74 }, 0, 0.655, 0.67);
/** Behind and above the fingertips, turning with the wrist. */
const WRIST_MOUNT = { backM: 0.11, upM: 0.13, downRad: 0.95, verticalFovRad: 1.05 };

/** Both cameras of the robot, drawn in software from the world as it is. */
export class CameraRig {
  readonly #world: World;
  readonly #surface: ClothSurface;
  readonly #gripper = new GripperModel();
  readonly #shadows = new ShadowMap();
  readonly #frame = createFrame();
  readonly #clothOnScreen: ReturnType<typeof createProjected>;
  readonly #gripperOnScreen = createProjected(this.#gripper.vertexCount);
  readonly #shadowColumn: Float64Array;
  readonly #shadowRow: Float64Array;
  readonly #pose: FingerPose = { x: 0, y: 0, z: 0, yaw: 0, width: 0 };
  #scene: Scene;
  #clothVersion = -1;
  #preparedStep = -1;

  constructor(world: World) {
    this.#world = world;
    this.#surface = new ClothSurface(world.cloth);
    this.#clothOnScreen = createProjected(this.#surface.count);
    this.#shadowColumn = new Float64Array(this.#surface.count);
    this.#shadowRow = new Float64Array(this.#surface.count);
    this.#scene = this.#buildScene();
  }

  /** The camera's image of this moment as a JPEG of 320 × 240; the caller owns the bytes. */
  capture(name: CameraName): Uint8Array {
    this.#prepare();
    const { pixels, inverseDepth } = this.#frame;
    inverseDepth.fill(0);
    const camera = name === 'front' ? FRONT_CAMERA : this.#wristCamera();
    if (name === 'front') this.#scene.stillTable.draw(pixels, this.#shadows);
    else drawTable(pixels, camera, this.#scene.tableTexture, this.#shadows);
    project(camera, this.#surface.position, this.#surface.count, this.#clothOnScreen);
    drawCloth(
      this.#frame,
      this.#surface,
      this.#clothOnScreen,
      this.#scene.shirtTexture,
      this.#shadowColumn,
      this.#shadowRow,
      this.#shadows.gripper,
    );
    project(camera, this.#gripper.position, this.#gripper.vertexCount, this.#gripperOnScreen);
    drawGripper(this.#frame, this.#gripper, this.#gripperOnScreen);
    return jpeg.compressSync(Buffer.from(pixels.buffer), {
      format: jpeg.FORMAT_RGBX,
      width: IMAGE_WIDTH_PX,
      height: IMAGE_HEIGHT_PX,
      subsampling: jpeg.SAMP_420,
      quality: JPEG_QUALITY,
    });
  }

  /** What both cameras share at one moment: light, shadows, the fabric's surface. */
  #prepare(): void {
    const world = this.#world;
    if (this.#scene.look.seed !== world.seed) this.#scene = this.#buildScene();
    if (this.#preparedStep === world.steps && this.#clothVersion === world.clothVersion) return;
    this.#preparedStep = world.steps;
    world.readPose(this.#pose);
    const { light } = this.#scene.look;
    if (this.#clothVersion !== world.clothVersion) {
      this.#clothVersion = world.clothVersion;
      this.#shadows.drawFabric(world.cloth.position, world.cloth.mesh.triangles);
      this.#surface.update(light, this.#shadows.fabricShadowAt);
      const { position, count } = this.#surface;
      for (let k = 0; k < count; k++) {
        this.#shadowColumn[k] = this.#shadows.column(position[3 * k]!, position[3 * k + 2]!);
        this.#shadowRow[k] = this.#shadows.row(position[3 * k + 1]!, position[3 * k + 2]!);
      }
    }
    const model = this.#gripper;
    model.update(this.#pose, light);
    this.#shadows.drawGripper(model.position, model.triangles, model.shadowTriangleCount, this.#pose.z);
  }

  #wristCamera(): Camera {
    const { x, y, z, yaw } = this.#pose;
    const { backM, upM, downRad, verticalFovRad } = WRIST_MOUNT;
    const position = { x: x + Math.sin(yaw) * backM, y: y - Math.cos(yaw) * backM, z: z + upM };
    return levelCamera(position, yaw, downRad, verticalFovRad);
  }

  #buildScene(): Scene {
    const look = drawLook(this.#world.seed);
    this.#shadows.setLight(look.light.direction);
    this.#clothVersion = -1;
    const tableTexture = paintTable(look);
    return {
      look,
      tableTexture,
      shirtTexture: paintShirt(look),
      stillTable: new StillTableView(FRONT_CAMERA, tableTexture, this.#shadows),
    };
  }
}

interface Scene {
  look: Look;
  tableTexture: Uint32Array;
  shirtTexture: ShirtTexture;
  stillTable: StillTableView;
}
