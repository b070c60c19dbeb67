import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What a step came to the last time, or null when it is still to be done. */
export function readResult<T>(path: string): T | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : null;
}

/** Kept by rename: a step that is interrupted is done again. */
export function keepResult(path: string, result: object): void {
  writeFileSync(`${path}.tmp`, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(`${path}.tmp`, path);
}

/** Run a program to its end, with its output here. */
export async function runProgram(command: string, args: readonly string[], env = process.env): Promise<void> {
  const child = spawn(command, args, { stdio: 'inherit', env });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('exit', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}
