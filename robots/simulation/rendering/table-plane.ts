/**
 * The plane of the table as a square raster around its origin, shared by its texture and its shadows: x along
 * a row, y from row to row.
 */
export const TABLE_TEXTURE_PX = 768;
/** Metres across; the table itself is smaller, around it is floor. */
export const TABLE_PLANE_M = 1.28;
export const TEXELS_PER_M = TABLE_TEXTURE_PX / TABLE_PLANE_M;

/** Two texels of the texture are one of the shadows. */
export const SHADOW_SHIFT = 1;
export const SHADOW_SIZE = TABLE_TEXTURE_PX >> SHADOW_SHIFT;
export const SHADOW_TEXELS_PER_M = SHADOW_SIZE / TABLE_PLANE_M;

/** Texture coordinate of a place on the table, along either axis. */
export function toTexel(metres: number): number {
  return (metres + TABLE_PLANE_M / 2) * TEXELS_PER_M;
}

/** Of a texel's middle. */
export function toMetres(texel: number): number {
  return (texel + 0.5) / TEXELS_PER_M - TABLE_PLANE_M / 2;
}
