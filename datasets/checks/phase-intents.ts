import { type Phase, protocolSchema } from '../../protocols/protocol.ts';
import type { StepSegment } from '../episode/manifest.ts';
import type { EpisodeView } from './check.ts';

/** Segments of the phases that mean this to their protocol; none where its definition cannot be read. */
export function segmentsMeantTo({ manifest, segments }: EpisodeView, intent: Phase['intent']): StepSegment[] {
  const { data } = protocolSchema.safeParse(manifest.head.protocol.definition);
  const intents = new Map(data?.phases.map((phase) => [phase.name, phase.intent]));
  return segments.filter(({ phase }) => intents.get(phase) === intent);
}
