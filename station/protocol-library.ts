import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../core/errors.ts';
import { type Protocol, parseProtocol } from '../protocols/protocol.ts';
import { shippedProtocols } from '../protocols/shipped.ts';

/** The folder of a dataset that holds its users' own protocols. */
export const PROTOCOL_FOLDER = 'protocols';

export interface ProtocolLibrary {
  protocols: Protocol[];
  /** Files that were refused, with the path of each wrong field. */
  errors: { file: string; message: string }[];
}

/**
 * The shipped protocols and those of the dataset's own folder. A user's file with a shipped name takes its
 * place; a wrong one is reported and leaves the others usable.
 */
export async function loadProtocols(datasetPath: string): Promise<ProtocolLibrary> {
  const folder = join(datasetPath, PROTOCOL_FOLDER);
  const byName = new Map(shippedProtocols().map((protocol) => [protocol.name, protocol]));
  const errors: ProtocolLibrary['errors'] = [];
  for (const file of await jsonFiles(folder)) {
    try {
      const protocol = parseProtocol(await readFile(join(folder, file), 'utf8'), join(folder, file));
      byName.set(protocol.name, protocol);
    } catch (error) {
      errors.push({ file, message: messageOf(error) });
    }
  }
  return { protocols: [...byName.values()], errors };
}

async function jsonFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
