/** Names of an episode's columns, in the order of the file: everything small first, so that it lies together. */
export const COLUMNS = {
  step: 'step',
  timeNs: 'time_ns',
  wallTime: 'wall_time',
  phase: 'phase',
  attempt: 'attempt',
  state: 'observation.state',
  stampNs: 'observation.stamp_ns',
  receivedNs: 'observation.received_ns',
  action: 'action',
  actionSource: 'action.source',
  reward: 'reward',
  terminated: 'terminated',
  truncated: 'truncated',
} as const;

export const ACTION_SOURCES = ['operator', 'policy', 'script'] as const;

export type ActionSource = (typeof ACTION_SOURCES)[number];

export function imageColumn(camera: string): string {
  return `observation.images.${camera}`;
}

export function extraColumn(stream: string): string {
  return `extra.${stream}`;
}

/** Files of an episode's folder. */
export const EPISODE_FILES = {
  manifest: 'episode.json',
  data: 'episode.arrow',
  labels: 'labels.jsonl',
  checks: 'checks.json',
} as const;

/** The extra stream that holds each phase event as JSON, so that a torn file still knows its marks. */
export const EVENTS_STREAM = 'events';
