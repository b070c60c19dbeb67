import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { wordsFor } from './speech.ts';

interface Parts {
  status?: Snapshot['collect']['status'];
  phase?: string;
  attempt?: number;
  alarm?: string;
  hasSession?: boolean;
  /** Of a session with a policy. */
  isPolicyLeading?: boolean;
}

function snapshot({
  status = 'recording',
  phase = 'fail',
  attempt = 0,
  alarm,
  hasSession = true,
  isPolicyLeading,
}: Parts): Snapshot {
  return {
    session: hasSession ? {} : null,
    collect: {
      status,
      title: phase,
      prompt: `Do ${phase} now.`,
      phase: status === 'recording' ? { name: phase, attempt } : null,
    },
    input: { policy: isPolicyLeading === undefined ? null : { isLeading: isPolicyLeading } },
    alerts: alarm === undefined ? [] : [{ id: alarm, severity: 'alarm', title: alarm, action: 'Mend it.' }],
  } as unknown as Snapshot;
}

describe('what is said', () => {
  it.each<[string, Parts, Parts, string | null]>([
    ['that the operator has the robot', { isPolicyLeading: true }, { isPolicyLeading: false }, 'You drive.'],
    ['that the policy has it', { isPolicyLeading: false }, { isPolicyLeading: true }, 'The policy drives.'],
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
