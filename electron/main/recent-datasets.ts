import { resolve } from 'node:path';

const MAX_RECENT = 10;

/** The newest first, each once. */
export function withRecent(recent: readonly string[], opened: string): string[] {
  const path = resolve(opened);
  return [path, ...recent.filter((other) => other !== path)].slice(0, MAX_RECENT);
}
