import { IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX, type Projected } from './camera.ts';
import { dim } from './colour.ts';

/** An image being drawn: RGBX pixels, and 1 / depth of what is nearest so far. */
export interface Frame {
  pixels: Int32Array;
  inverseDepth: Float32Array;
}

export function createFrame(): Frame {
  const count = IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX;
  return { pixels: new Int32Array(count), inverseDepth: new Float32Array(count) };
}

/** One side of a surface. */
export interface Side {
  /** RGBX texels in rows of {@link TEXTURE_WIDTH_PX}. */
  texture: Int32Array;
  /** Brightness by vertex, from 0 to 1, where 1 shows the texture as it is. */
  light: Float64Array;
}

export const TEXTURE_WIDTH_PX = 256;

/** Along a row, light and texture run in whole numbers of 1 / 65 536. */
const FIXED_BITS = 16;
const FIXED = 1 << FIXED_BITS;

export interface Surface {
  /** Three vertices a triangle, counter-clockwise seen from the front; the first so many are drawn. */
  triangles: Uint16Array;
  triangleCount: number;
  /** Texture coordinates by vertex, in texels. */
  textureU: Float64Array;
  textureV: Float64Array;
}

/**
 * Draws triangles against the depth buffer. They are a few pixels small, so light and texture may run
 * straight across them; depth is exact.
 *
 * @param back what is seen of triangles that look away; null leaves them out
 */
export function drawSurface(
  { pixels, inverseDepth }: Frame,
  { triangles, triangleCount, textureU, textureV }: Surface,
  { x: screenX, y: screenY, inverseDepth: depths }: Projected,
  front: Side,
  back: Side | null,
): void {
  // Module constants are read anew each time they are used, locals are folded into the loop: twice as fast.
  const fixedBits = FIXED_BITS;
  const fixed = FIXED;
  const width = IMAGE_WIDTH_PX;
  const height = IMAGE_HEIGHT_PX;
  const textureWidth = TEXTURE_WIDTH_PX;
  for (let t = 0; t < 3 * triangleCount; t += 3) {
    let a = triangles[t]!;
    let b = triangles[t + 1]!;
    let c = triangles[t + 2]!;
    if (depths[a] === 0 || depths[b] === 0 || depths[c] === 0) continue;

    // The image's y points down: seen from the front the corners run the other way round.
    const turn =
      (screenX[b]! - screenX[a]!) * (screenY[c]! - screenY[a]!) -
      (screenX[c]! - screenX[a]!) * (screenY[b]! - screenY[a]!);
    const side = turn < 0 ? front : back;
    if (side === null || turn === 0) continue;
    const { texture, light } = side;

    // From top to bottom: a, b, c.
    if (screenY[b]! < screenY[a]!) {
      const upper = b;
      b = a;
      a = upper;
    }
    if (screenY[c]! < screenY[a]!) {
      const upper = c;
      c = a;
      a = upper;
    }
    if (screenY[c]! < screenY[b]!) {
      const upper = c;
      c = b;
      b = upper;
    }
    const ax = screenX[a]!;
    const ay = screenY[a]!;
    const top = Math.max(0, Math.ceil(ay - 0.5)) | 0;
    const bottom = Math.min(height, Math.ceil(screenY[c]! - 0.5)) | 0;
    if (top >= bottom) continue;
    if (Math.max(ax, screenX[b]!, screenX[c]!) < 0 || Math.min(ax, screenX[b]!, screenX[c]!) > width)
      continue;
    const bx = screenX[b]! - ax;
    const by = screenY[b]! - ay;
    const cx = screenX[c]! - ax;
    const cy = screenY[c]! - ay;
    const area = bx * cy - cx * by;
    // b lies left of the edge from a to c exactly when it turns this way.
    const isBLeft = area < 0;
    const slopeAB = bx / by;
    const slopeAC = cx / cy;
    const slopeBC = (cx - bx) / (cy - by);

    const perPixel = 1 / area;
    const xOfB = cy * perPixel;
    const xOfC = -by * perPixel;
    const yOfB = -cx * perPixel;
    const yOfC = bx * perPixel;
    const depthA = depths[a]!;
    const depthB = depths[b]! - depthA;
    const depthC = depths[c]! - depthA;
    const depthX = depthB * xOfB + depthC * xOfC;
    const depthY = depthB * yOfB + depthC * yOfC;
    const lightA = light[a]!;
    const lightB = light[b]! - lightA;
    const lightC = light[c]! - lightA;
    const lightX = lightB * xOfB + lightC * xOfC;
    const lightY = lightB * yOfB + lightC * yOfC;
    const uA = textureU[a]!;
    const uB = textureU[b]! - uA;
    const uC = textureU[c]! - uA;
    const uX = uB * xOfB + uC * xOfC;
    const uY = uB * yOfB + uC * yOfC;
    const vA = textureV[a]!;
    const vB = textureV[b]! - vA;
    const vC = textureV[c]! - vA;
    const vX = vB * xOfB + vC * xOfC;
    const vY = vB * yOfB + vC * yOfC;

    const brightStep = (lightX * fixed) | 0;
    const uStep = (uX * fixed) | 0;
    const vStep = (vX * fixed) | 0;
    for (let y = top; y < bottom; y++) {
      const dy = y + 0.5 - ay;
      const long = dy * slopeAC;
      const short = dy < by ? dy * slopeAB : bx + (dy - by) * slopeBC;
      const start = Math.max(0, Math.ceil(ax + (isBLeft ? short : long) - 0.5)) | 0;
      const end = Math.min(width, Math.ceil(ax + (isBLeft ? long : short) - 0.5)) | 0;
      if (start >= end) continue;
      const dx = start + 0.5 - ax;
      let depth = depthA + depthX * dx + depthY * dy;
      let bright = ((lightA + lightX * dx + lightY * dy) * fixed) | 0;
      let u = ((uA + uX * dx + uY * dy) * fixed) | 0;
      let v = ((vA + vX * dx + vY * dy) * fixed) | 0;
      const line = y * width;
      for (let pixel = line + start; pixel < line + end; pixel++) {
        if (depth > inverseDepth[pixel]!) {
          inverseDepth[pixel] = depth;
          const texel = texture[(v >> fixedBits) * textureWidth + (u >> fixedBits)]!;
          pixels[pixel] = dim(texel, bright >> (fixedBits - 8));
        }
        depth += depthX;
        bright = (bright + brightStep) | 0;
        u = (u + uStep) | 0;
        v = (v + vStep) | 0;
      }
    }
  }
}
