import type { ProtocolView } from '../../../core/contract/snapshot.ts';
import { findProtocol } from '../../shared/find-protocol.ts';

/** Protocols with their version, and, where there are several versions, all of them together. */
export function protocolOptions(
  references: readonly string[],
  protocols: readonly ProtocolView[],
): Record<string, string> {
  const byName = Map.groupBy(references, (reference) => reference.split('@')[0]!);
  const options: Record<string, string> = {};
  for (const [name, versions] of byName) {
    const title = (reference: string): string => findProtocol(protocols, reference)?.title ?? name;
    if (versions.length > 1) options[name] = title(name);
    for (const reference of versions) {
      options[reference] =
        versions.length > 1 ? `${title(reference)} ${reference.split('@')[1]}` : title(reference);
    }
  }
  return options;
}
