import type { SealedManifest } from './episode/manifest.ts';

export interface PooledLatency {
  messages: number;
  meanMs: number;
  stdMs: number;
}

/**
 * Latency of each stream over several episodes, as if they were one: means by their messages, and the spread
 * within episodes together with that between their means. Episodes that do not have it are left out.
 */
export function poolLatencies(manifests: readonly SealedManifest[]): Map<string, PooledLatency> {
  const pooled = new Map<string, PooledLatency>();
  for (const { timing = {} } of manifests) {
    for (const [stream, { messages, latencyMs }] of Object.entries(timing)) {
      const { mean, sd } = latencyMs ?? {};
      if (mean === undefined || sd === undefined) continue;
      const episode = { messages, meanMs: mean, stdMs: sd };
      const before = pooled.get(stream);
      pooled.set(stream, before === undefined ? episode : pool(before, episode));
    }
  }
  return pooled;
}

function pool(a: PooledLatency, b: PooledLatency): PooledLatency {
  const messages = a.messages + b.messages;
  const meanMs = (a.messages * a.meanMs + b.messages * b.meanMs) / messages;
  const between = ((a.meanMs - b.meanMs) ** 2 * a.messages * b.messages) / messages;
  const within = (a.messages - 1) * a.stdMs ** 2 + (b.messages - 1) * b.stdMs ** 2;
  return { messages, meanMs, stdMs: Math.sqrt((within + between) / Math.max(1, messages - 1)) };
}
