import type { CollectView } from '../../core/contract/snapshot.ts';

/** What a button asks of the station. */
export type CollectIntent =
  | { name: 'episode.begin'; params: Record<string, never> }
  | { name: 'episode.mark'; params: { transition: string } }
  | { name: 'episode.keep'; params: Record<string, never> };

export interface WayOn {
  label: string;
  tone: 'plain' | 'accept';
  /** Null while there is nothing to ask, and the button only says why. */
  intent: CollectIntent | null;
}

/** The one thing to do next; it is on the large button, Enter and the gamepad's A. */
export function primaryWayOn(collect: CollectView): WayOn {
  switch (collect.status) {
    case 'idle':
      return { label: 'No session', tone: 'plain', intent: null };
    case 'ready': {
      const isFree = collect.blockers.length === 0;
      return {
        label: 'Begin episode',
        tone: 'plain',
        intent: isFree ? { name: 'episode.begin', params: {} } : null,
      };
    }
    case 'recording': {
      const primary = collect.transitions.find((transition) => transition.isPrimary);
      // Between the last mark and the seal there is no way on, for a moment.
      if (primary === undefined) return { label: 'Saving…', tone: 'plain', intent: null };
      return { label: primary.label, tone: 'plain', intent: mark(primary.id) };
    }
    case 'review':
      return { label: 'Keep', tone: 'accept', intent: { name: 'episode.keep', params: {} } };
    case 'resetting':
      return { label: 'New scene…', tone: 'plain', intent: null };
  }
}

/** The other ways on, in the protocol's order; digits and the gamepad's B reach them. */
export function secondaryWaysOn(collect: CollectView): WayOn[] {
  if (collect.status !== 'recording') return [];
  return collect.transitions
    .filter((transition) => !transition.isPrimary)
    .map(({ id, label }) => ({ label, tone: 'plain', intent: mark(id) }));
}

function mark(transition: string): CollectIntent {
  return { name: 'episode.mark', params: { transition } };
}
