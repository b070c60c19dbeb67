import type { ProtocolView } from '../../core/contract/snapshot.ts';

/**
 * The protocol that `name@version` refers to; another version of it where that one is gone, because its
 * titles and colours are still the best guess.
 */
export function findProtocol(
  protocols: readonly ProtocolView[],
  reference: string,
): ProtocolView | undefined {
  const [name, version] = reference.split('@');
  const namesakes = protocols.filter((protocol) => protocol.name === name);
  return namesakes.find((protocol) => String(protocol.version) === version) ?? namesakes[0];
}
