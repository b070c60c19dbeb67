import type { EpisodeSummary } from '../../core/contract/requests.ts';
import { isoTime } from '../../core/time.ts';
import type { EpisodeManifest } from './manifest.ts';

const NS_PER_MS = 1e6;

/** What a list of episodes shows of one. */
export function summarize(manifest: EpisodeManifest): EpisodeSummary {
  const { head, state } = manifest;
  const isSealed = state !== 'recording';
  return {
    id: head.id,
    state,
    startedAt: isoTime(head.startedAtWallNs),
    operator: head.operator,
    task: head.task,
    protocol: `${head.protocol.name}@${head.protocol.version}`,
    cameras: head.cameras.map(({ name }) => name),
    outcome: isSealed ? manifest.outcome : null,
    durationMs: isSealed ? manifest.durationNs / NS_PER_MS : 0,
    steps: isSealed ? manifest.counts.steps : 0,
    segments: isSealed
      ? manifest.segments.map(({ phase, attempt, startNs, endNs }) => ({
          phase,
          attempt,
          startMs: startNs / NS_PER_MS,
          endMs: endNs / NS_PER_MS,
        }))
      : [],
    findings: isSealed ? manifest.findings.map(({ severity, message }) => ({ severity, message })) : [],
    message: state === 'recovered' ? manifest.recovery.reason : '',
  };
}
