import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { SMALL } from './plan.ts';
import { keepConditions } from './run-step.ts';

it('refuses to go on under other conditions than a folder was begun with', async () => {
  const out = await mkdtemp(join(tmpdir(), 'retrace-conditions-'));
  onTestFinished(() => rm(out, { recursive: true }));
  keepConditions(SMALL, out);
  keepConditions({ ...SMALL, seeds: 9 }, out);
  expect(() => keepConditions({ ...SMALL, timeLimitS: 20 }, out)).toThrow(
    /^timeLimitS: the plan says 20, but .* was begun with 30\. Take the folder away/,
  );
});
