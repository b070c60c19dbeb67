import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from './plan.ts';

/** What a step came to the last time, or null when it is still to be done. */
export function readResult<T>(path: string): T | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : null;
}

/** Kept by rename: a step that is interrupted is done again. */
export function keepResult(path: string, result: object): void {
  writeFileSync(`${path}.tmp`, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(`${path}.tmp`, path);
}

/**
 * What all runs of a folder share, kept with the first of them.
 *
 * @throws Error when the folder was begun under other conditions: its results would be reported under these
 */
export function keepConditions(plan: Plan, out: string): void {
  const { scenes, pictureSizePx, steps, options, episodes, timeLimitS, heldOutMinutes } = plan;
  const conditions = { scenes, pictureSizePx, steps, options, episodes, timeLimitS, heldOutMinutes };
  const path = join(out, 'conditions.json');
  const kept = readResult<typeof conditions>(path);
  if (kept === null) {
    keepResult(path, conditions);
    return;
  }
  for (const name of Object.keys(conditions) as (keyof typeof conditions)[]) {
    const [before, now] = [JSON.stringify(kept[name]), JSON.stringify(conditions[name])];
    if (before !== now) {
      throw new Error(
        `${name}: the plan says ${now}, but ${out} was begun with ${before}. Take the folder away, or name another with --out.`,
      );
    }
  }
}

/** Run a program to its end, with its output here. */
export async function runProgram(command: string, args: readonly string[], env = process.env): Promise<void> {
  const child = spawn(command, args, { stdio: 'inherit', env });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('exit', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}
