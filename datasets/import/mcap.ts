import { AppError } from '../../core/errors.ts';
import { imageSize } from '../../core/image-size.ts';
import type { EpisodeHead } from '../episode/manifest.ts';
import type { ImportAbout } from './import-about.ts';
import { type ImportedEpisode, type ImportedRow, STATE_STREAM } from './imported-episode.ts';
import type { McapMapping, VectorMapping } from './mcap-mapping.ts';
import { type McapMessage, mcapMessages } from './mcap-messages.ts';

/** Messages this close to an instant are of that instant. */
const SAME_NS = 1_000_000n;

/**
 * One MCAP file as one episode: rows at the mapping's rate, from the moment on at which all its topics have spoken,
 * each with the newest message of every topic by the time it was logged. An action is the newest command at the
 * end of its step.
 *
 * @throws AppError `corrupt`, `invalid-input`
 */
export async function readMcapEpisode(
  path: string,
  mapping: McapMapping,
  { operator, outcome }: ImportAbout,
): Promise<ImportedEpisode> {
  const { cameras, startNs } = await lookAhead(path, mapping);
  const names = (vectors: readonly VectorMapping[]) => vectors.flatMap((vector) => vector.names);
  return {
    task: mapping.task,
    operator,
    outcome,
    stepHz: mapping.stepHz,
    startedAtWallNs: startNs,
    cameras,
    stateNames: names(mapping.state),
    actionNames: names(mapping.action),
    findings: [
      {
        code: 'imported',
        severity: 'info',
        message: `from MCAP, at ${mapping.stepHz} Hz, each row with the newest messages by the time they were logged`,
      },
    ],
    rows: () => rowsOf(path, mapping, startNs),
  };
}

async function* rowsOf(path: string, mapping: McapMapping, startNs: bigint): AsyncGenerator<ImportedRow> {
  const newest = new Newest(mapping);
  const periodNs = 1e9 / mapping.stepHz;
  let step = 0;
  let seen: Omit<ImportedRow, 'action'> | null = null;
  let action: number[] | null = null;
  for await (const message of mcapMessages(path, topicsOf(mapping))) {
    const { logTimeNs } = message;
    let atNs = instant(startNs, step, periodNs);
    for (; atNs + SAME_NS < logTimeNs; atNs = instant(startNs, step, periodNs)) {
      // What is logged at an instant is seen in its row; a command logged then is of the step that begins.
      if (seen !== null) yield { ...seen, action: action ?? newest.action() };
      action = null;
      seen = {
        timeNs: atNs - startNs,
        state: newest.state(),
        images: newest.images(),
        stampsNs: newest.stampsNs(startNs),
      };
      step += 1;
    }
    if (seen !== null && logTimeNs >= atNs - SAME_NS) action ??= newest.action();
    newest.take(message);
  }
  if (seen !== null) yield { ...seen, action: null };
}

function instant(startNs: bigint, step: number, periodNs: number): bigint {
  return startNs + BigInt(Math.round(step * periodNs));
}

/** Sizes of the pictures, and when the last topic spoke first. */
async function lookAhead(
  path: string,
  mapping: McapMapping,
): Promise<{ cameras: EpisodeHead['cameras']; startNs: bigint }> {
  const silent = new Set(topicsOf(mapping));
  const newest = new Newest(mapping);
  for await (const message of mcapMessages(path, [...silent])) {
    newest.take(message);
    silent.delete(message.topic);
    if (silent.size > 0) continue;
    const cameras = Object.entries(newest.images()).map(([name, bytes]) => {
      const size = imageSize(bytes);
      if (size !== null) return { name, ...size };
      throw new AppError('invalid-input', `cameras.${name}: its messages are neither JPEG nor PNG (${path})`);
    });
    return { cameras, startNs: message.logTimeNs };
  }
  throw new AppError('invalid-input', `these topics never speak: ${[...silent].join(', ')} (${path})`);
}

function topicsOf({ state, action, cameras }: McapMapping): string[] {
  return [...new Set([...[...state, ...action].map(({ topic }) => topic), ...Object.values(cameras)])];
}

/** The newest message of each topic. */
class Newest {
  readonly #mapping: McapMapping;
  readonly #messages = new Map<string, McapMessage>();

  constructor(mapping: McapMapping) {
    this.#mapping = mapping;
  }

  take(message: McapMessage): void {
    this.#messages.set(message.topic, message);
  }

  state(): number[] {
    return this.#mapping.state.flatMap((vector) => this.#numbers(vector));
  }

  action(): number[] {
    return this.#mapping.action.flatMap((vector) => this.#numbers(vector));
  }

  images(): Record<string, Uint8Array> {
    return Object.fromEntries(
      Object.entries(this.#mapping.cameras).map(([name, topic]) => {
        const data = this.#messages.get(topic)?.message.data;
        // JSON has bytes as base64.
        if (typeof data === 'string') return [name, new Uint8Array(Buffer.from(data, 'base64'))];
        if (data instanceof Uint8Array) return [name, data.slice()];
        throw new AppError(
          'invalid-input',
          `cameras.${name}: topic "${topic}" has no "data" of a compressed image`,
        );
      }),
    );
  }

  /** When what the streams have now was logged; the state, when the newest of its topics was. */
  stampsNs(startNs: bigint): Record<string, bigint> {
    const loggedNs = (topic: string) => this.#messages.get(topic)!.logTimeNs - startNs;
    const cameras = Object.entries(this.#mapping.cameras).map(([name, topic]) => [name, loggedNs(topic)]);
    const state = this.#mapping.state.map(({ topic }) => loggedNs(topic));
    const [newest] = state.sort((a, b) => Number(b - a));
    return Object.fromEntries([...cameras, [STATE_STREAM, newest]]);
  }

  #numbers({ topic, field, names }: VectorMapping): number[] {
    const { message, logTimeNs } = this.#messages.get(topic)!;
    const value = field
      .split('.')
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], message);
    const values =
      Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as unknown[]) : [value];
    const what = `"${field}" of topic "${topic}"`;
    const when = `logged at ${logTimeNs} ns`;
    // JSON writes what is no number as null, which `Number` would make a 0.
    const wrong = values.findIndex((item) => typeof item !== 'bigint' && !Number.isFinite(item));
    if (wrong >= 0) {
      const found = String(values[wrong]).slice(0, 60);
      throw new AppError(
        'invalid-input',
        `${what} is no number at index ${wrong}, ${when}: found ${found}; map a field that has numbers, or write the file without such messages`,
      );
    }
    if (values.length === names.length) return values.map(Number);
    throw new AppError(
      'invalid-input',
      `${what} has ${values.length} numbers, its mapping ${names.length} names, ${when}: give each number a name`,
    );
  }
}
