import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { graspAuc, meansOf, readValues } from './held-out-values.ts';

const rising = { heightM: 0.1, riseMps: 0.1, widthM: 0.01 };
const row = (phase: string, value: number, change: object = {}) => ({
  episode: 'a',
  step: 0,
  phase,
  value,
  returnToGo: 2 * value,
  ...rising,
  ...change,
});

it('compares grasps that hold with those that failed, at the same heights only', () => {
  const rows = [
    row('success', 0.9),
    row('success', 0.4),
    row('failure', 0.5),
    row('failure', 0.1),
    // None of these is a closed gripper that rises through the window.
    row('success', 5, { heightM: 0.4 }),
    row('failure', 5, { widthM: 0.08 }),
    row('failure', 5, { riseMps: -0.1 }),
    row('recovery', 5),
  ];
  expect(graspAuc(rows)).toBe(3 / 4);
  expect(graspAuc([row('success', 1), row('failure', 1)])).toBe(1 / 2);
});

it('reads what retrace-values writes, by the names of its columns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-values-'));
  expect(readValues(folder)).toBeNull();
  const header =
    'episode,step,phase,attempt,value,return_to_go,gantry_z.position,gripper_width.position,gantry_z.velocity';
  writeFileSync(join(folder, 'values.csv'), `${header}\r\nx,3,failure,0,0.25,0.5,0.1,0.02,0.05\r\n`);
  expect(readValues(folder)).toEqual([
    {
      episode: 'x',
      step: 3,
      phase: 'failure',
      value: 0.25,
      returnToGo: 0.5,
      heightM: 0.1,
      riseMps: 0.05,
      widthM: 0.02,
    },
  ]);
  rmSync(folder, { recursive: true });
});

it('takes the means of a phase alone', () => {
  const rows = [row('success', 1), row('success', 0.5), row('failure', 9)];
  expect(meansOf(rows, 'success')).toEqual({ value: 0.75, returnToGo: 1.5 });
});
