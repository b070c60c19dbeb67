import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface RotatingLogOptions {
  folder: string;
  /** A file that has grown to this makes room for the next. */
  maxBytes: number;
  /** How many are kept, the one in use among them. */
  maxFiles: number;
}

/** The log of the desktop app: `retrace.log`, and `retrace.1.log` … for what is older. Few lines, so it may wait. */
export class RotatingLog {
  readonly #options: RotatingLogOptions;
  #bytes: number;

  constructor(options: RotatingLogOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true });
    const path = this.#path(0);
    this.#bytes = existsSync(path) ? statSync(path).size : 0;
  }

  /** A text of several lines keeps them, each with its time; the operator's home is not in it. */
  write(source: string, text: string, at: Date = new Date()): void {
    const redacted = text.trimEnd().replaceAll(homedir(), '~');
    const lines = redacted.split('\n').map((line) => `${at.toISOString()} ${source}: ${line}\n`);
    const entry = lines.join('');
    const entryBytes = Buffer.byteLength(entry);
    if (this.#bytes > 0 && this.#bytes + entryBytes > this.#options.maxBytes) this.#rotate();
    appendFileSync(this.#path(0), entry);
    this.#bytes += entryBytes;
  }

  #rotate(): void {
    for (let age = this.#options.maxFiles - 1; age > 0; age -= 1) {
      const younger = this.#path(age - 1);
      if (existsSync(younger)) renameSync(younger, this.#path(age));
    }
    this.#bytes = 0;
  }

  #path(age: number): string {
    return join(this.#options.folder, age === 0 ? 'retrace.log' : `retrace.${age}.log`);
  }
}
