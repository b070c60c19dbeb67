import { z } from 'zod';

export const windowStateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  isMaximized: z.boolean(),
});

export type WindowState = z.infer<typeof windowStateSchema>;
export type Rectangle = Pick<WindowState, 'x' | 'y' | 'width' | 'height'>;

export const MIN_SIZE = { width: 1024, height: 700 };
const USUAL_SIZE = { width: 1440, height: 900 };
/** So much of the window's upper edge must be on a display for a hand to get hold of it. */
const GRIP = { width: 120, height: 40 };

/**
 * Where the window opens: as it was left, unless the display it was on is gone or has become smaller.
 *
 * @param workAreas of the displays there are, in device-independent pixels, the primary one first
 */
export function placeWindow(saved: WindowState | null, workAreas: readonly Rectangle[]): WindowState {
  const display = saved === null ? undefined : workAreas.find((area) => isReachable(saved, area));
  if (saved === null || display === undefined) return centred(workAreas[0]!);
  return {
    ...saved,
    // Larger than the display it would hang over its edge, smaller the screens have no room.
    width: Math.min(Math.max(saved.width, MIN_SIZE.width), display.width),
    height: Math.min(Math.max(saved.height, MIN_SIZE.height), display.height),
  };
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const right = Math.min(window.x + window.width, area.x + area.width);
  const isWide = right - Math.max(window.x, area.x) >= GRIP.width;
  return isWide && window.y >= area.y && window.y <= area.y + area.height - GRIP.height;
}

function centred(area: Rectangle): WindowState {
  const width = Math.min(USUAL_SIZE.width, area.width);
  const height = Math.min(USUAL_SIZE.height, area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
    isMaximized: false,
  };
}
