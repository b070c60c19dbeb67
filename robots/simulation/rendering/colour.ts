/** A colour of three channels in [0, 1], as shown on the screen. */
export interface Colour {
  r: number;
  g: number;
  b: number;
}

/** Packed as red, green, blue, unused from the lowest byte up: RGBX in memory on little-endian machines. */
export function pack({ r, g, b }: Colour): number {
  return byte(r) | (byte(g) << 8) | (byte(b) << 16);
}

export function hsv(hue: number, saturation: number, value: number): Colour {
  const channel = (n: number) => {
    const k = (n + hue * 6) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return { r: channel(5), g: channel(3), b: channel(1) };
}

export function mix(a: Colour, b: Colour, share: number): Colour {
  return {
    r: a.r + (b.r - a.r) * share,
    g: a.g + (b.g - a.g) * share,
    b: a.b + (b.b - a.b) * share,
  };
}

export function scale({ r, g, b }: Colour, factor: number): Colour {
  return { r: r * factor, g: g * factor, b: b * factor };
}

/** Perceived brightness, ITU-R BT.601. */
export function luma({ r, g, b }: Colour): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

export function distance(a: Colour, b: Colour): number {
  return Math.hypot(a.r - b.r, a.g - b.g, a.b - b.b);
}

/** A packed colour at `light` / 256 of its brightness, from 0 to 256. */
export function dim(colour: number, light: number): number {
  // Red and blue in one product: they are far enough apart.
  return (
    ((Math.imul(colour & 0xff00ff, light) >>> 8) & 0xff00ff) |
    ((Math.imul(colour & 0xff00, light) >>> 8) & 0xff00)
  );
}

function byte(channel: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, channel)));
}
