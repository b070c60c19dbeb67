import { expect, it } from 'vitest';
import { applyMapping, SPACEMOUSE } from './mapping.ts';
import { reduceReport, SPACEMOUSE_AT_REST, type SpaceMouseState } from './spacemouse.ts';

/** A report as `hid-recorder` prints it: its number, then its bytes. */
function afterReports(...reports: string[]): SpaceMouseState {
  return reports.reduce((state, line) => {
    const [id, ...bytes] = line.split(' ').map((byte) => Number.parseInt(byte, 16));
    return reduceReport(state, id!, new DataView(Uint8Array.from(bytes).buffer));
  }, SPACEMOUSE_AT_REST);
}

it('reads translations and turns of the wired models, which come in turn', () => {
  // 350 right, 175 away, 35 up; then −350 about z.
  const state = afterReports('01 5e 01 51 ff dd ff', '02 00 00 00 00 a2 fe');
  expect(state.axes).toEqual([1, -0.5, -0.1, 0, 0, -1]);
});

it('reads all six from one report of the wireless receivers', () => {
  const state = afterReports('01 5e 01 00 00 00 00 00 00 af 00 51 ff');
  expect(state.axes).toEqual([1, 0, 0, 0, 0.5, -0.5]);
});

it('reads the buttons, and lets them go', () => {
  expect(afterReports('03 03 00').buttons.slice(0, 3)).toEqual([1, 1, 0]);
  expect(afterReports('03 00 80').buttons[15]).toBe(1);
  expect(afterReports('03 03 00', '03 00 00').buttons).not.toContain(1);
});

it('holds the axes within ±1 beyond the cap’s nominal stop', () => {
  expect(afterReports('01 f4 01 0c fe 00 00').axes.slice(0, 2)).toEqual([1, -1]);
});

it.each(['17 62 01', '01 5e 01', '02', '03', '01'])('is not changed by %s', (report) => {
  expect(afterReports(report)).toEqual(SPACEMOUSE_AT_REST);
});

it('means what the operator sees: pushed away, lifted, turned left, with the left button as dead-man', () => {
  const { axes, buttons } = afterReports('01 00 00 a2 fe a2 fe', '02 00 00 00 00 a2 fe', '03 01 00');
  const drive = applyMapping({ device: 'spacemouse', id: 'SpaceMouse', axes, buttons }, SPACEMOUSE);
  expect(drive).toMatchObject({ axes: { right: 0, away: 1, up: 1, yaw: 1 }, isDeadManHeld: true });
});
