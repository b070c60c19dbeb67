import { expect, it } from 'vitest';
import { runEnvironments } from './python-exports.ts';

it('says by name which loaders are not there, and never takes them for passed ones', () => {
  const run: string[] = [];
  const said: string[] = [];
  const hasPassed = runEnvironments({
    ensure: (name) => (name === 'tensorflow' ? null : `/venv/${name}`),
    run: (name) => {
      run.push(name);
      return true;
    },
    say: (text) => said.push(text),
  });
  expect(hasPassed).toBe(true);
  expect(run).toEqual(['light', 'torch', 'lerobot_v21']);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('SKIPPED, NOT VERIFIED: tensorflow_datasets');
});

it('fails when one of those that are there does', () => {
  const runs = { ensure: (name: string) => name, run: (name: string) => name !== 'light', say: () => {} };
  expect(runEnvironments(runs)).toBe(false);
});
