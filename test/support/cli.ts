import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../station/cli/main.ts', import.meta.url));

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Of `--json`: one value a line. */
  json(): Record<string, unknown>[];
}

/** Run `retrace` with these arguments, as a process of its own. */
export function retrace(...args: string[]): Promise<CliResult> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], (_, stdout, stderr) => {
      const json = () =>
        stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
      resolve({ code: child.exitCode ?? -1, stdout, stderr, json });
    });
  });
}
