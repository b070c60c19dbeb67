import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { wordsFor } from './speech.ts';

interface Parts {
  status?: Snapshot['collect']['status'];
  phase?: string;
  attempt?: number;
  alarm?: string;
  hasSession?: boolean;
}

function snapshot({
  status = 'recording',
  phase = 'fail',
  attempt = 0,
  alarm,
  hasSession = true,
}: Parts): Snapshot {
  return {
    session: hasSession ? {} : null,
    collect: {
      status,
      title: phase,
      prompt: `Do ${phase} now.`,
      phase: status === 'recording' ? { name: phase, attempt } : null,
    },
    alerts: alarm === undefined ? [] : [{ id: alarm, severity: 'alarm', title: alarm, action: 'Mend it.' }],
  } as unknown as Snapshot;
}

describe('what is said', () => {
  it.each<[string, Parts, Parts, string | null]>([
    ['a phase', { phase: 'fail' }, { phase: 'back' }, 'back. Do back now.'],
    [
      'the same phase again',
      { phase: 'back', attempt: 0 },
      { phase: 'back', attempt: 1 },
      'back. Do back now.',
    ],
    ['nothing new', { phase: 'back' }, { phase: 'back' }, null],
    ['the end', {}, { status: 'review', phase: 'Keep it?' }, 'Keep it? Do Keep it? now.'],
    ['a reset', { status: 'review' }, { status: 'resetting' }, null],
    ['no session', { status: 'ready' }, { status: 'idle', hasSession: false }, null],
    ['an alarm before all', {}, { phase: 'back', alarm: 'No link' }, 'No link. Mend it.'],
    ['an alarm once', { alarm: 'No link' }, { alarm: 'No link' }, null],
  ])('%s', (_name, before, now, words) => {
    expect(wordsFor(snapshot(before), snapshot(now))).toBe(words);
  });
});
