import { IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX, type Projected } from './camera.ts';

/** An image being drawn: RGBX pixels, and 1 / depth of what is nearest so far. */
export interface Frame {
  pixels: Uint32Array;
  inverseDepth: Float32Array;
}

export function createFrame(): Frame {
  const count = IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX;
  return { pixels: new Uint32Array(count), inverseDepth: new Float32Array(count) };
}

/** One side of a surface. */
export interface Side {
  /** RGBX texels in rows of {@link TEXTURE_WIDTH_PX}. */
  texture: Uint32Array;
  /** Brightness by vertex: 1 shows the texture as it is. */
  light: Float64Array;
}

export const TEXTURE_WIDTH_PX = 256;

export interface Surface {
  /** Three vertices a triangle, counter-clockwise seen from the front. */
  triangles: Uint16Array;
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
  { triangles, textureU, textureV }: Surface,
  { x: screenX, y: screenY, inverseDepth: depths }: Projected,
  front: Side,
  back: Side | null,
): void {
  for (let t = 0; t < triangles.length; t += 3) {
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
    if (screenY[b]! < screenY[a]!) [a, b] = [b, a];
    if (screenY[c]! < screenY[a]!) [a, c] = [c, a];
    if (screenY[c]! < screenY[b]!) [b, c] = [c, b];
    const ax = screenX[a]!;
    const ay = screenY[a]!;
    const top = Math.max(0, Math.ceil(ay - 0.5));
    const bottom = Math.min(IMAGE_HEIGHT_PX, Math.ceil(screenY[c]! - 0.5));
    if (top >= bottom) continue;
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

    for (let y = top; y < bottom; y++) {
      const dy = y + 0.5 - ay;
      const long = dy * slopeAC;
      const short = dy < by ? dy * slopeAB : bx + (dy - by) * slopeBC;
      const start = Math.max(0, Math.ceil(ax + (isBLeft ? short : long) - 0.5));
      const end = Math.min(IMAGE_WIDTH_PX, Math.ceil(ax + (isBLeft ? long : short) - 0.5));
      if (start >= end) continue;
      const dx = start + 0.5 - ax;
      let depth = depthA + depthX * dx + depthY * dy;
      let bright = (lightA + lightX * dx + lightY * dy) * 256;
      let u = uA + uX * dx + uY * dy;
      let v = vA + vX * dx + vY * dy;
      const brightX = lightX * 256;
      const line = y * IMAGE_WIDTH_PX;
      for (let pixel = line + start; pixel < line + end; pixel++) {
        if (depth > inverseDepth[pixel]!) {
          inverseDepth[pixel] = depth;
          const texel = texture[(v | 0) * TEXTURE_WIDTH_PX + (u | 0)]!;
          const shade = bright | 0;
          const red = ((texel & 255) * shade) >> 8;
          const green = (((texel >> 8) & 255) * shade) >> 8;
          const blue = (((texel >> 16) & 255) * shade) >> 8;
          pixels[pixel] =
            (red > 255 ? 255 : red) | ((green > 255 ? 255 : green) << 8) | ((blue > 255 ? 255 : blue) << 16);
        }
        depth += depthX;
        bright += brightX;
        u += uX;
        v += vX;
      }
    }
  }
}
