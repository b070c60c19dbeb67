import { parse } from '../../core/parse.ts';
import { type Protocol, protocolSchema } from '../../protocols/protocol.ts';
import type { EpisodeHead } from './manifest.ts';

/**
 * The protocol that an episode was recorded by.
 *
 * @throws AppError `invalid-input` for one that this program cannot read
 */
export function protocolOf({ id, protocol }: Pick<EpisodeHead, 'id' | 'protocol'>): Protocol {
  return parse(protocolSchema, protocol.definition, `protocol of episode ${id}`);
}
