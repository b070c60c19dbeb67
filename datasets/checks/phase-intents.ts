import { type Phase, protocolSchema } from '../../protocols/protocol.ts';
import type { EpisodeHead } from '../episode/manifest.ts';

/** What each phase of an episode's protocol means; empty where its definition cannot be read. */
export function phaseIntents(head: EpisodeHead): Map<string, Phase['intent']> {
  const { data } = protocolSchema.safeParse(head.protocol.definition);
  return new Map(data?.phases.map(({ name, intent }) => [name, intent]));
}
