import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { seatSchema } from './seat.ts';
import { windowStateSchema } from './window-state.ts';

const settingsSchema = z.object({
  window: windowStateSchema.nullable().catch(null),
  /** Each dataset with the robot that it was last open with, the last opened first. */
  recentSeats: z.array(seatSchema).catch([]),
  /** When a newer version was last looked for: milliseconds since the Unix epoch. */
  updateCheckedMs: z.number().nullable().catch(null),
});

export type DesktopSettings = z.infer<typeof settingsSchema>;

const NOTHING: DesktopSettings = { window: null, recentSeats: [], updateCheckedMs: null };

/** What the desktop app remembers between two starts. A file that is damaged costs the memory, never the start. */
export class SettingsFile {
  readonly #path: string;
  #settings: DesktopSettings;

  constructor(path: string) {
    this.#path = path;
    this.#settings = settingsSchema.catch(NOTHING).parse(read(path));
  }

  get settings(): Readonly<DesktopSettings> {
    return this.#settings;
  }

  /** In one piece: a crash while writing leaves the file as it was. */
  change(changed: Partial<DesktopSettings>): void {
    this.#settings = { ...this.#settings, ...changed };
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(`${this.#path}.new`, `${JSON.stringify(this.#settings, null, 2)}\n`);
    renameSync(`${this.#path}.new`, this.#path);
  }
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
