import type { Page } from 'playwright-core';

/** As the worker of the screens says it: a picture that is on its canvas. Milliseconds since the Unix epoch. */
export interface DrawnFrame {
  camera: string;
  sequence: number;
  stampWallMs: number;
  drawnWallMs: number;
}

/** Hears what the page's worker says it has drawn; nothing in the page itself is changed. */
const WATCH_WORKERS = `{
  const Plain = Worker;
  window.drawnFrames = [];
  window.Worker = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        if (data.type === 'drawn') window.drawnFrames.push(...data.frames);
      });
    }
  };
}`;

/** Loads the page anew, and from then on keeps what was drawn. */
export async function watchDrawnFrames(page: Page): Promise<void> {
  await page.addInitScript(WATCH_WORKERS);
  await page.reload();
}

/** What was drawn since this was last asked. */
export async function takeDrawnFrames(page: Page): Promise<DrawnFrame[]> {
  return page.evaluate('window.drawnFrames.splice(0)');
}

/** From the camera's stamp to the pixels. */
export function latencyMs({ stampWallMs, drawnWallMs }: DrawnFrame): number {
  return drawnWallMs - stampWallMs;
}
