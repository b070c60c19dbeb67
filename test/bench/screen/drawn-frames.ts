/** As the worker of the screens says it: a picture that is on its canvas. Milliseconds since the Unix epoch. */
export interface DrawnFrame {
  camera: string;
  sequence: number;
  stampWallMs: number;
  drawnWallMs: number;
}

/** Run before the page's own scripts: hears what its worker says it has drawn, and changes nothing. */
export const WATCH_DRAWN_FRAMES = `{
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

/** What was drawn since this was last evaluated, as `DrawnFrame[]`. */
export const TAKE_DRAWN_FRAMES = 'window.drawnFrames.splice(0)';

/** From the camera's stamp to the pixels. */
export function latencyMs({ stampWallMs, drawnWallMs }: DrawnFrame): number {
  return drawnWallMs - stampWallMs;
}
