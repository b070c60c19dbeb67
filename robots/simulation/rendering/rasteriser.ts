import { IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX, type Projected } from './camera.ts';
import type { ClothSurface } from './cloth-surface.ts';
import type { GripperModel } from './gripper-model.ts';
import { SHADOW_SIZE } from './shadow-map.ts';
import { SHIRT_TEXTURE_PX, type ShirtTexture } from './shirt-texture.ts';

/** An image being drawn: RGBX pixels, and 1 / depth of what is nearest so far. */
export interface Frame {
  pixels: Uint32Array;
  inverseDepth: Float32Array;
}

export function createFrame(): Frame {
  const count = IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX;
  return { pixels: new Uint32Array(count), inverseDepth: new Float32Array(count) };
}

/**
 * Draws the fabric with its texture, light and the gripper's shadow. Triangles are a few pixels small, so
 * everything but depth may run straight across them.
 *
 * @param shadowColumn, shadowRow map coordinates of each vertex
 * @param shadow darkness 0–255 by texel of the shadow map
 */
export function drawCloth(
  frame: Frame,
  surface: ClothSurface,
  projected: Projected,
  texture: ShirtTexture,
  shadowColumn: Float64Array,
  shadowRow: Float64Array,
  shadow: Uint8Array,
): void {
  const { pixels, inverseDepth } = frame;
  const { triangles, textureU, textureV } = surface;
  const { x: screenX, y: screenY, inverseDepth: depths } = projected;
  for (let t = 0; t < triangles.length; t += 3) {
    const a = triangles[t]!;
    const b = triangles[t + 1]!;
    const c = triangles[t + 2]!;
    const aDepth = depths[a]!;
    if (aDepth === 0 || depths[b] === 0 || depths[c] === 0) continue;
    const ax = screenX[a]!;
    const ay = screenY[a]!;
    const bx = screenX[b]! - ax;
    const by = screenY[b]! - ay;
    const cx = screenX[c]! - ax;
    const cy = screenY[c]! - ay;
    const area = bx * cy - cx * by;
    if (area === 0) continue;
    const top = Math.max(0, Math.ceil(ay + Math.min(0, by, cy) - 0.5));
    const bottom = Math.min(IMAGE_HEIGHT_PX - 1, Math.ceil(ay + Math.max(0, by, cy) - 0.5) - 1);
    if (top > bottom) continue;

    // The image's y points down: seen from outside the corners run clockwise on the screen.
    const isOutside = area < 0;
    const texels = isOutside ? texture.outside : texture.inside;
    const light = isOutside ? surface.outsideLight : surface.insideLight;
    const inverse = 1 / area;
    const gradientX = (atB: number, atC: number) => (atB * cy - atC * by) * inverse;
    const gradientY = (atB: number, atC: number) => (atC * bx - atB * cx) * inverse;
    const depthB = depths[b]! - aDepth;
    const depthC = depths[c]! - aDepth;
    const depthX = gradientX(depthB, depthC);
    const depthY = gradientY(depthB, depthC);
    const lightA = light[a]!;
    const lightX = gradientX(light[b]! - lightA, light[c]! - lightA);
    const lightY = gradientY(light[b]! - lightA, light[c]! - lightA);
    const uA = textureU[a]!;
    const uX = gradientX(textureU[b]! - uA, textureU[c]! - uA);
    const uY = gradientY(textureU[b]! - uA, textureU[c]! - uA);
    const vA = textureV[a]!;
    const vX = gradientX(textureV[b]! - vA, textureV[c]! - vA);
    const vY = gradientY(textureV[b]! - vA, textureV[c]! - vA);
    const columnA = shadowColumn[a]!;
    const columnX = gradientX(shadowColumn[b]! - columnA, shadowColumn[c]! - columnA);
    const columnY = gradientY(shadowColumn[b]! - columnA, shadowColumn[c]! - columnA);
    const rowA = shadowRow[a]!;
    const rowX = gradientX(shadowRow[b]! - rowA, shadowRow[c]! - rowA);
    const rowY = gradientY(shadowRow[b]! - rowA, shadowRow[c]! - rowA);

    const slopeAB = bx / by;
    const slopeAC = cx / cy;
    const slopeBC = (cx - bx) / (cy - by);
    for (let y = top; y <= bottom; y++) {
      const dy = y + 0.5 - ay;
      let left = Number.POSITIVE_INFINITY;
      let right = Number.NEGATIVE_INFINITY;
      if (0 <= dy !== by <= dy) left = right = dy * slopeAB;
      if (0 <= dy !== cy <= dy) {
        const at = dy * slopeAC;
        left = Math.min(left, at);
        right = Math.max(right, at);
      }
      if (by <= dy !== cy <= dy) {
        const at = bx + (dy - by) * slopeBC;
        left = Math.min(left, at);
        right = Math.max(right, at);
      }
      const start = Math.max(0, Math.ceil(ax + left - 0.5));
      const end = Math.min(IMAGE_WIDTH_PX, Math.ceil(ax + right - 0.5));
      const dx = start + 0.5 - ax;
      let depth = aDepth + depthX * dx + depthY * dy;
      let bright = lightA + lightX * dx + lightY * dy;
      let u = uA + uX * dx + uY * dy;
      let v = vA + vX * dx + vY * dy;
      let column = columnA + columnX * dx + columnY * dy;
      let row = rowA + rowX * dx + rowY * dy;
      const line = y * IMAGE_WIDTH_PX;
      for (let pixel = line + start; pixel < line + end; pixel++) {
        if (depth > inverseDepth[pixel]!) {
          inverseDepth[pixel] = depth;
          const texel = texels[(v | 0) * SHIRT_TEXTURE_PX + (u | 0)]!;
          const dark = shadow[(row | 0) * SHADOW_SIZE + (column | 0)]! | 0;
          const shade = bright * (256 - dark);
          const red = (texel & 255) * shade;
          const green = ((texel >> 8) & 255) * shade;
          const blue = ((texel >> 16) & 255) * shade;
          pixels[pixel] =
            (red > 65280 ? 255 : red >> 8) |
            ((green > 65280 ? 255 : green >> 8) << 8) |
            ((blue > 65280 ? 255 : blue >> 8) << 16);
        }
        depth += depthX;
        bright += lightX;
        u += uX;
        v += vX;
        column += columnX;
        row += rowX;
      }
    }
  }
}

/** Draws the gripper's faces in their colours; those that look away are left out. */
export function drawGripper(frame: Frame, model: GripperModel, projected: Projected): void {
  const { triangles, colours, light } = model;
  const { x: screenX, y: screenY, inverseDepth: depths } = projected;
  for (let t = 0; t < colours.length; t++) {
    const a = triangles[3 * t]!;
    const b = triangles[3 * t + 1]!;
    const c = triangles[3 * t + 2]!;
    if (depths[a] === 0 || depths[b] === 0 || depths[c] === 0) continue;
    const area =
      (screenX[b]! - screenX[a]!) * (screenY[c]! - screenY[a]!) -
      (screenX[c]! - screenX[a]!) * (screenY[b]! - screenY[a]!);
    if (area >= 0) continue;
    const { r, g, b: blue } = colours[t]!;
    const bright = light[t]!;
    const pixel =
      Math.min(255, r * bright) | (Math.min(255, g * bright) << 8) | (Math.min(255, blue * bright) << 16);
    fillTriangle(frame, projected, a, b, c, area, pixel);
  }
}

function fillTriangle(
  { pixels, inverseDepth }: Frame,
  { x: screenX, y: screenY, inverseDepth: depths }: Projected,
  a: number,
  b: number,
  c: number,
  area: number,
  colour: number,
): void {
  const ax = screenX[a]!;
  const ay = screenY[a]!;
  const bx = screenX[b]! - ax;
  const by = screenY[b]! - ay;
  const cx = screenX[c]! - ax;
  const cy = screenY[c]! - ay;
  const depthB = depths[b]! - depths[a]!;
  const depthC = depths[c]! - depths[a]!;
  const depthX = (depthB * cy - depthC * by) / area;
  const depthY = (depthC * bx - depthB * cx) / area;
  const top = Math.max(0, Math.ceil(ay + Math.min(0, by, cy) - 0.5));
  const bottom = Math.min(IMAGE_HEIGHT_PX - 1, Math.ceil(ay + Math.max(0, by, cy) - 0.5) - 1);
  for (let y = top; y <= bottom; y++) {
    const dy = y + 0.5 - ay;
    let left = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    if (0 <= dy !== by <= dy) left = right = (dy * bx) / by;
    if (0 <= dy !== cy <= dy) {
      left = Math.min(left, (dy * cx) / cy);
      right = Math.max(right, (dy * cx) / cy);
    }
    if (by <= dy !== cy <= dy) {
      const at = bx + ((dy - by) * (cx - bx)) / (cy - by);
      left = Math.min(left, at);
      right = Math.max(right, at);
    }
    const start = Math.max(0, Math.ceil(ax + left - 0.5));
    const end = Math.min(IMAGE_WIDTH_PX, Math.ceil(ax + right - 0.5));
    let depth = depths[a]! + depthX * (start + 0.5 - ax) + depthY * dy;
    const line = y * IMAGE_WIDTH_PX;
    for (let pixel = line + start; pixel < line + end; pixel++) {
      if (depth > inverseDepth[pixel]!) {
        inverseDepth[pixel] = depth;
        pixels[pixel] = colour;
      }
      depth += depthX;
    }
  }
}
