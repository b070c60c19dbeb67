import { expect, it } from 'vitest';
import { placeWindow, type WindowState } from './window-state.ts';

const laptop = { x: 0, y: 0, width: 1920, height: 1040 };
const beside = { x: 1920, y: 0, width: 2560, height: 1400 };
const saved: WindowState = { x: 2000, y: 100, width: 1600, height: 1000, isMaximized: false };

it('opens as it was left', () => {
  expect(placeWindow(saved, [laptop, beside])).toEqual(saved);
  expect(placeWindow({ ...saved, isMaximized: true }, [laptop, beside]).isMaximized).toBe(true);
});

it('comes to the primary display when its own is gone', () => {
  expect(placeWindow(saved, [laptop])).toEqual({
    x: 240,
    y: 70,
    width: 1440,
    height: 900,
    isMaximized: false,
  });
});

it('is never where no hand can reach its upper edge', () => {
  expect(placeWindow({ ...saved, x: 0, y: -200 }, [laptop]).y).toBe(70);
  expect(placeWindow({ ...saved, x: 1900, y: 0 }, [laptop]).x).toBe(240);
  expect(placeWindow({ ...saved, x: 0, y: 1030 }, [laptop]).y).toBe(70);
});

it('is neither larger than its display nor too small for the screens', () => {
  expect(placeWindow({ ...saved, x: 0, width: 4000, height: 3000 }, [laptop])).toMatchObject({
    width: 1920,
    height: 1040,
  });
  expect(placeWindow({ ...saved, x: 0, width: 200, height: 100 }, [laptop])).toMatchObject({
    width: 1024,
    height: 700,
  });
});

it('fits a small display at the first start', () => {
  const small = { x: 0, y: 0, width: 1280, height: 720 };
  expect(placeWindow(null, [small])).toMatchObject({ x: 0, y: 0, width: 1280, height: 720 });
});
