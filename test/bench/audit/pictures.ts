import jpeg from '@julusian/jpeg-turbo';
import { seededRandom } from '../../builders/random.ts';

const WIDTH_PX = 640;
const HEIGHT_PX = 480;
const POOL = 48;

/** JPEGs of 640 × 480 as a camera makes them: shapes that move, and the noise of its chip. About 70 kB each. */
export function picturePool(): Uint8Array[] {
  const random = seededRandom(4);
  const noise = Int8Array.from({ length: 65_536 }, () => (random() - 0.5) * 36);
  return Array.from({ length: POOL }, (_, index) => {
    const pixels = Buffer.alloc(WIDTH_PX * HEIGHT_PX * 3);
    const centerX = WIDTH_PX * (0.2 + (0.6 * index) / POOL);
    let at = Math.floor(random() * noise.length);
    for (let y = 0; y < HEIGHT_PX; y += 1) {
      for (let x = 0; x < WIDTH_PX; x += 1) {
        const isInside = (x - centerX) ** 2 + (y - HEIGHT_PX / 2) ** 2 < 90 ** 2;
        const base = isInside ? 190 : 60 + ((x + y) >> 4);
        const offset = (y * WIDTH_PX + x) * 3;
        for (let channel = 0; channel < 3; channel += 1) {
          at = (at + 1) & 65_535;
          pixels[offset + channel] = Math.max(0, Math.min(255, base + channel * 12 + noise[at]!));
        }
      }
    }
    return jpeg.compressSync(pixels, {
      format: jpeg.FORMAT_RGB,
      width: WIDTH_PX,
      height: HEIGHT_PX,
      subsampling: jpeg.SAMP_420,
      quality: 85,
    });
  });
}
