import { describe, expect, it } from 'vitest';
import { endingOf } from './reward.ts';
import { checkRules } from './rules.ts';
import { shippedProtocols } from './shipped.ts';

const protocols = shippedProtocols();
const vbt = protocols.find((protocol) => protocol.name === 'visual-backtracking')!;
const demonstration = protocols.find((protocol) => protocol.name === 'demonstration')!;

/** Segments of one second each. */
function segments(...phases: string[]) {
  return phases.map((phase, i) => ({ phase, attempt: 0, startNs: i * 1e9, endNs: (i + 1) * 1e9 }));
}

describe('checkRules for visual backtracking', () => {
  it('finds nothing in failure, recovery, success', () => {
    expect(checkRules(vbt, segments('failure', 'recovery', 'success'), 'success')).toEqual([]);
  });

  it('allows and flags a second loop', () => {
    const found = checkRules(
      vbt,
      segments('failure', 'recovery', 'failure', 'recovery', 'success'),
      'success',
    );
    expect(found.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'info phase-loops',
      'info phase-loops',
    ]);
  });

  it.each<[string, string[], 'success' | 'failure' | 'aborted', string[]]>([
    ['no failure', ['recovery', 'success'], 'success', ['phase-missing']],
    ['no recovery', ['failure', 'success'], 'success', ['phase-missing']],
    [
      'two successes',
      ['failure', 'recovery', 'success', 'recovery', 'success'],
      'success',
      ['phase-repeated'],
    ],
    ['recovery before failure', ['recovery', 'failure', 'success'], 'success', ['phase-order']],
    ['an aborted episode', ['failure'], 'aborted', ['phase-missing', 'phase-missing', 'outcome']],
  ])('refuses %s', (_name, phases, outcome, codes) => {
    const errors = checkRules(vbt, segments(...phases), outcome).filter(
      (finding) => finding.severity === 'error',
    );
    expect(errors.map((finding) => finding.code)).toEqual(codes);
  });

  it('refuses a hole between segments', () => {
    const torn = segments('failure', 'recovery', 'success');
    torn[1]!.startNs += 5;
    expect(checkRules(vbt, torn, 'success').map((finding) => finding.code)).toEqual(['phase-times']);
  });
});

describe('checkRules for a demonstration', () => {
  it('accepts one success and refuses a failed one', () => {
    expect(checkRules(demonstration, segments('success'), 'success')).toEqual([]);
    expect(checkRules(demonstration, segments('failure'), 'failure').map((finding) => finding.code)).toEqual([
      'phase-missing',
      'outcome',
    ]);
  });
});

describe('endingOf', () => {
  it('rewards and terminates success alone', () => {
    expect(endingOf(vbt, 'success')).toEqual({ reward: 1, isTerminated: true, isTruncated: false });
    expect(endingOf(vbt, 'failure')).toEqual({ reward: 0, isTerminated: false, isTruncated: true });
    expect(endingOf(vbt, 'aborted')).toEqual({ reward: 0, isTerminated: false, isTruncated: true });
  });
});
