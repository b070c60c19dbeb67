import type { Seat } from './seat.ts';

const MAX_RECENT = 10;

/** The newest first, each dataset once. */
export function withRecent(recent: readonly Seat[], opened: Seat): Seat[] {
  return [opened, ...recent.filter(({ dataset }) => dataset !== opened.dataset)].slice(0, MAX_RECENT);
}
