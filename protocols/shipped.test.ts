import { describe, expect, it } from 'vitest';
import { foldEvents, type PhaseEvent } from './phases.ts';
import { findPhase, type Protocol } from './protocol.ts';
import { endingOf } from './reward.ts';
import { checkRules } from './rules.ts';
import { shippedProtocols } from './shipped.ts';

const protocols = shippedProtocols();

function protocolOf(name: string): Protocol {
  return protocols.find((protocol) => protocol.name === name)!;
}

/** An episode whose marks stand a second apart. */
function episode(name: string, ...marks: string[]) {
  const protocol = protocolOf(name);
  const events = marks.map(
    (transition, i): PhaseEvent => ({ kind: 'mark', transition, atNs: (i + 1) * 1e9 }),
  );
  const { segments, outcome } = foldEvents(protocol, events, marks.length * 1e9);
  return {
    phases: segments.map(({ phase }) => phase),
    outcome,
    ending: outcome === null ? null : endingOf(protocol, outcome),
    wrong:
      outcome === null ? [] : checkRules(protocol, segments, outcome).filter((f) => f.severity === 'error'),
  };
}

describe('the shipped protocols', () => {
  it('have files that bear their names', () => {
    expect(protocols.map(({ name }) => name)).toEqual([
      'visual-backtracking',
      'policy-correction',
      'demonstration',
      'separate-episodes',
      'coverage',
      'play',
    ]);
  });

  it('tell the operator of each phase what counts, with a picture', () => {
    const silent = protocols.flatMap((protocol) =>
      protocol.phases
        .filter(({ transitions }) => transitions.length > 0)
        .filter(({ counts, picture }) => counts === undefined || picture === undefined)
        .map(({ name }) => `${protocol.name}.${name}`),
    );
    expect(silent).toEqual([]);
  });

  it.each([
    ['visual-backtracking', ['failed', 'recovered', 'succeeded'], ['failure', 'recovery', 'success'], 1],
    ['policy-correction', ['failed', 'recovered', 'succeeded'], ['failure', 'recovery', 'success'], 1],
    ['policy-correction', ['succeeded-alone'], ['success'], 1],
    ['demonstration', ['succeeded'], ['success'], 1],
    ['separate-episodes', ['succeeded'], ['success'], 1],
    ['separate-episodes', ['failed'], ['failure'], 0],
    ['coverage', ['covered', 'succeeded'], ['coverage', 'success'], 1],
    ['play', ['played'], ['play'], 0],
  ])('%s accepts %j', (name, marks, phases, reward) => {
    const found = episode(name, ...marks);
    expect(found.phases).toEqual(phases);
    expect(found.wrong).toEqual([]);
    expect(found.ending).toEqual({ reward, isTerminated: reward === 1, isTruncated: reward === 0 });
  });

  it.each([
    ['visual-backtracking', ['failed']],
    ['policy-correction', ['failed']],
    ['demonstration', ['failed']],
    ['coverage', ['covered', 'failed']],
  ])('%s does not accept %j', (name, marks) => {
    const found = episode(name, ...marks);
    const isOpen = found.outcome === null;
    expect(isOpen || found.wrong.length > 0).toBe(true);
  });

  it('keep a failure of its own episode out of what success learns from', () => {
    expect(episode('separate-episodes', 'failed').phases).not.toContain('success');
    expect(findPhase(protocolOf('separate-episodes'), 'failure')?.transitions).toEqual([]);
  });
});
