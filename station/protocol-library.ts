import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../core/errors.ts';
import { invalidInput } from '../core/parse.ts';
import { ensureFolder, replaceFile } from '../datasets/storage/files.ts';
import { type Protocol, parseProtocol } from '../protocols/protocol.ts';
import { shippedProtocols } from '../protocols/shipped.ts';
import { filesIn } from './files-in.ts';

/** The folder of a dataset that holds its users' own protocols. */
const PROTOCOL_FOLDER = 'protocols';

/** A file that was changed by hand counts after at most this. */
const LOOK_EVERY_MS = 1_000;

interface Loaded {
  protocols: Protocol[];
  /** Files that were refused, with the path of each wrong field. */
  errors: { file: string; message: string }[];
  /** Own protocols' files, by name. */
  files: Map<string, string>;
}

/**
 * The shipped protocols and those of the dataset's own folder, as the files are now. A user's file with a shipped
 * name takes its place; a wrong one is reported and leaves the others usable. A session keeps the protocol that
 * it began with.
 */
export class ProtocolLibrary {
  readonly #folder: string;
  readonly #shipped = shippedProtocols();
  readonly #timer: NodeJS.Timeout;
  #loaded: Loaded = { protocols: this.#shipped, errors: [], files: new Map() };
  #seen = '';

  static async open(datasetPath: string): Promise<ProtocolLibrary> {
    const library = new ProtocolLibrary(join(datasetPath, PROTOCOL_FOLDER));
    await library.refresh();
    return library;
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.#timer = setInterval(() => void this.refresh(), LOOK_EVERY_MS).unref();
  }

  get protocols(): Protocol[] {
    return this.#loaded.protocols;
  }

  get errors(): Loaded['errors'] {
    return this.#loaded.errors;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Read the folder again if anything in it has changed. */
  async refresh(): Promise<void> {
    const files = await filesIn(this.#folder, '.json');
    const seen = files.map(({ name, mtimeMs, size }) => `${name} ${mtimeMs} ${size}`).join('\n');
    if (seen === this.#seen) return;
    this.#loaded = await this.#load(files.map(({ name }) => name));
    this.#seen = seen;
  }

  /** @throws AppError `not-found`. */
  async read(name: string): Promise<{ text: string; isOwn: boolean }> {
    const file = this.#loaded.files.get(name);
    if (file !== undefined) return { text: await readFile(join(this.#folder, file), 'utf8'), isOwn: true };
    const protocol = this.#shipped.find((candidate) => candidate.name === name);
    if (protocol === undefined) throw new AppError('not-found', `there is no protocol "${name}"`);
    return { text: JSON.stringify(protocol, null, 2), isOwn: false };
  }

  /**
   * Keep a protocol in the dataset's own folder. Episodes bear name and version, so what differs must not bear
   * the same ones.
   *
   * @throws AppError `invalid-input` with the path of each wrong field.
   */
  async save(text: string): Promise<{ name: string; version: number; file: string }> {
    const protocol = parseProtocol(text, 'the protocol');
    await this.refresh();
    const { name, version } = protocol;
    const before = this.protocols.find((candidate) => candidate.name === name);
    const isChanged = before !== undefined && JSON.stringify(before) !== JSON.stringify(protocol);
    if (isChanged && version <= before.version) {
      const message = `expected more than ${before.version}, which the protocol has already, found ${version}`;
      throw invalidInput([{ path: 'version', message }], 'the protocol');
    }
    const file = this.#loaded.files.get(name) ?? `${name}.json`;
    await ensureFolder(this.#folder);
    await replaceFile(join(this.#folder, file), `${JSON.stringify(protocol, null, 2)}\n`);
    await this.refresh();
    return { name, version, file };
  }

  async #load(names: string[]): Promise<Loaded> {
    const byName = new Map(this.#shipped.map((protocol) => [protocol.name, protocol]));
    const loaded: Loaded = { protocols: [], errors: [], files: new Map() };
    for (const file of names) {
      const path = join(this.#folder, file);
      try {
        const protocol = parseProtocol(await readFile(path, 'utf8'), path);
        byName.set(protocol.name, protocol);
        loaded.files.set(protocol.name, file);
      } catch (error) {
        loaded.errors.push({ file, message: messageOf(error) });
      }
    }
    loaded.protocols = [...byName.values()];
    return loaded;
  }
}
