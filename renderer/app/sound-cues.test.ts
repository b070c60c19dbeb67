import { expect, it } from 'vitest';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { type Cue, cueFor } from './sound-cues.ts';

type Status = Snapshot['collect']['status'];

function snapshot(status: Status, phase: string | null = null, more: Partial<Snapshot> = {}): Snapshot {
  const episode = { outcome: more.collect?.episode?.outcome ?? null };
  return {
    alerts: [],
    ...more,
    collect: { status, phase: phase === null ? null : { name: phase, attempt: 0 }, episode },
  } as unknown as Snapshot;
}

function reviewed(outcome: 'success' | 'failure' | 'aborted'): Snapshot {
  return {
    ...snapshot('review'),
    collect: { ...snapshot('review').collect, episode: { outcome } },
  } as Snapshot;
}

const alarm = [{ id: 'bridge', severity: 'alarm', title: '', cause: '', action: '' }] as Snapshot['alerts'];
const caution = [{ ...alarm[0]!, severity: 'caution' }] as Snapshot['alerts'];

it.each<[string, Snapshot, Snapshot, Cue | null]>([
  ['an episode begins', snapshot('ready'), snapshot('recording', 'failure'), 'begin'],
  ['a phase follows', snapshot('recording', 'failure'), snapshot('recording', 'recovery'), 'phase'],
  ['nothing happens', snapshot('recording', 'failure'), snapshot('recording', 'failure'), null],
  ['it succeeds', snapshot('recording', 'success'), reviewed('success'), 'success'],
  ['it is aborted', snapshot('recording', 'success'), reviewed('aborted'), 'failure'],
  ['it is kept', reviewed('success'), snapshot('ready'), null],
  ['an alarm comes', snapshot('ready'), snapshot('ready', null, { alerts: alarm }), 'alarm'],
  [
    'the alarm stays',
    snapshot('ready', null, { alerts: alarm }),
    snapshot('ready', null, { alerts: alarm }),
    null,
  ],
  ['a caution comes', snapshot('ready'), snapshot('ready', null, { alerts: caution }), null],
])('when %s', (_name, before, now, cue) => {
  expect(cueFor(before, now)).toBe(cue);
});
