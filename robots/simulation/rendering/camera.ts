export const IMAGE_WIDTH_PX = 320;
export const IMAGE_HEIGHT_PX = 240;

export interface Vector {
  x: number;
  y: number;
  z: number;
}

/** A pinhole camera whose image is level with the table: `right` has no z, so a table row has one depth. */
export interface Camera {
  position: Vector;
  right: Vector;
  up: Vector;
  forward: Vector;
  focalPx: number;
}

/**
 * @param headingRad where the camera looks seen from above, from +y towards -x
 * @param downRad how far below the horizon it looks
 * @param verticalFovRad from the top to the bottom of the image
 */
export function levelCamera(
  position: Vector,
  headingRad: number,
  downRad: number,
  verticalFovRad: number,
): Camera {
  const cosHeading = Math.cos(headingRad);
  const sinHeading = Math.sin(headingRad);
  const cosDown = Math.cos(downRad);
  const sinDown = Math.sin(downRad);
  return {
    position,
    right: { x: cosHeading, y: sinHeading, z: 0 },
    up: { x: -sinHeading * sinDown, y: cosHeading * sinDown, z: cosDown },
    forward: { x: -sinHeading * cosDown, y: cosHeading * cosDown, z: -sinDown },
    focalPx: IMAGE_HEIGHT_PX / 2 / Math.tan(verticalFovRad / 2),
  };
}

/** Vertices on the image plane: x, y in pixels and 1 / depth, one array each. */
export interface Projected {
  x: Float64Array;
  y: Float64Array;
  inverseDepth: Float64Array;
}

export function createProjected(count: number): Projected {
  return {
    x: new Float64Array(count),
    y: new Float64Array(count),
    inverseDepth: new Float64Array(count),
  };
}

const NEAR_M = 0.02;

/** Points nearer than 2 cm, or behind the camera, get an inverse depth of 0. */
export function project(camera: Camera, points: Float64Array, out: Projected): void {
  const { position, right, up, forward, focalPx } = camera;
  for (let k = 0; k < out.inverseDepth.length; k++) {
    const dx = points[3 * k]! - position.x;
    const dy = points[3 * k + 1]! - position.y;
    const dz = points[3 * k + 2]! - position.z;
    const depth = dx * forward.x + dy * forward.y + dz * forward.z;
    if (depth < NEAR_M) {
      out.inverseDepth[k] = 0;
      continue;
    }
    const inverse = 1 / depth;
    out.x[k] = IMAGE_WIDTH_PX / 2 + focalPx * inverse * (dx * right.x + dy * right.y);
    out.y[k] = IMAGE_HEIGHT_PX / 2 - focalPx * inverse * (dx * up.x + dy * up.y + dz * up.z);
    out.inverseDepth[k] = inverse;
  }
}
