import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { IS_DESKTOP, launchDesktop } from './desktop-app.ts';

const CLI = fileURLToPath(new URL('../../station/cli/main.ts', import.meta.url));

/** A real station in a process of its own, with the simulated robot in another. */
export class StationProcess {
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #output: string[];

  /** `retrace start` on a free port, ready when it serves its screens; or the desktop app, where that is tested. */
  static async start(dataset: string, args: string[] = []): Promise<StationProcess> {
    if (IS_DESKTOP) {
      const { child, address } = await launchDesktop(dataset, args);
      return new StationProcess(child, address, []);
    }
    const child = fork(CLI, ['start', '--dataset', dataset, '--port', '0', ...args], { stdio: 'pipe' });
    const output: string[] = [];
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (data) => output.push(String(data)));
    const address = await new Promise<string>((resolve, reject) => {
      child.once('message', (message) => resolve((message as { address: string }).address));
      child.once('exit', (code) => reject(new Error(`the station ended with ${code}: ${output.join('')}`)));
    });
    return new StationProcess(child, address, output);
  }

  private constructor(child: ChildProcess, address: string, output: string[]) {
    this.#child = child;
    this.address = address;
    this.#output = output;
  }

  /** What it has printed so far. */
  get output(): string {
    return this.#output.join('');
  }

  /** As an operator ends it; resolves to its exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** As a power cut or a crash ends it: no chance to do anything. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As a computer that is busy or swaps: it is there, and does nothing. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }
}
