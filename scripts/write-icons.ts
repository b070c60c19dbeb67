// Draws the icons of the packages from the one drawing of the app: `node scripts/write-icons.ts`.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../test/support/browser.ts';

const DRAWING = join(import.meta.dirname, '../renderer/public/icon.svg');
const RESOURCES = join(import.meta.dirname, '../electron/resources');
/** For Linux by size; macOS and Windows make theirs from the large one. */
const SIZES_PX = [16, 32, 48, 64, 128, 256, 512];
const LARGE_PX = 1024;

const svg = await readFile(DRAWING, 'utf8');
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  const draw = async (sizePx: number, path: string): Promise<void> => {
    await page.setViewportSize({ width: sizePx, height: sizePx });
    await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${svg}`);
    await page.screenshot({ path, omitBackground: true });
  };
  for (const sizePx of SIZES_PX) await draw(sizePx, join(RESOURCES, `icons/${sizePx}x${sizePx}.png`));
  await draw(LARGE_PX, join(RESOURCES, 'icon.png'));
} finally {
  await browser.close();
}
