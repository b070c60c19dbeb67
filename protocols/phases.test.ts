import { describe, expect, it } from 'vitest';
import { foldEvents, type PhaseEvent } from './phases.ts';
import { shippedProtocols } from './shipped.ts';

const [vbt] = shippedProtocols();
const protocol = vbt!;

function mark(transition: string, atNs: number): PhaseEvent {
  return { kind: 'mark', transition, atNs };
}

const plain = [mark('failed', 100), mark('recovered', 200), mark('succeeded', 300)];

function phasesOf(events: PhaseEvent[], untilNs = 1000): string[] {
  return foldEvents(protocol, events, untilNs).segments.map(
    ({ phase, attempt, startNs, endNs }) => `${phase}#${attempt} ${startNs}-${endNs}`,
  );
}

describe('foldEvents', () => {
  it('starts in the first phase', () => {
    const progress = foldEvents(protocol, [], 50);
    expect(progress.phase.name).toBe('failure');
    expect(progress.outcome).toBeNull();
    expect(progress.canUndo).toBe(false);
    expect(phasesOf([], 50)).toEqual(['failure#0 0-50']);
  });

  it('follows failure, recovery and success', () => {
    expect(phasesOf(plain)).toEqual(['failure#0 0-100', 'recovery#0 100-200', 'success#1 200-300']);
    expect(foldEvents(protocol, plain, 1000).outcome).toBe('success');
  });

  it('relabels an attempt that failed again', () => {
    const events = [
      mark('failed', 100),
      mark('recovered', 200),
      mark('failed-again', 300),
      mark('recovered', 400),
      mark('succeeded', 500),
    ];
    expect(phasesOf(events)).toEqual([
      'failure#0 0-100',
      'recovery#0 100-200',
      'failure#1 200-300',
      'recovery#1 300-400',
      'success#2 400-500',
    ]);
  });

  it('takes a mark back without losing it', () => {
    const events: PhaseEvent[] = [mark('failed', 100), { kind: 'undo', atNs: 120 }];
    expect(phasesOf(events, 150)).toEqual(['failure#0 0-150']);
    expect(foldEvents(protocol, events, 150).canUndo).toBe(false);
    expect(phasesOf([...events, mark('failed', 180)], 200)).toEqual([
      'failure#0 0-180',
      'recovery#0 180-200',
    ]);
  });

  it('ends where it is aborted', () => {
    const progress = foldEvents(protocol, [mark('failed', 100), { kind: 'abort', atNs: 130 }], 999);
    expect(progress.outcome).toBe('aborted');
    expect(progress.segments.at(-1)).toEqual({ phase: 'recovery', attempt: 0, startNs: 100, endNs: 130 });
  });

  it.each<[string, PhaseEvent[], RegExp]>([
    [
      'a mark of another phase',
      [mark('succeeded', 10)],
      /phase "failure" has no mark "succeeded"; it has failed/,
    ],
    ['an undo of nothing', [{ kind: 'undo', atNs: 1 }], /no mark to undo/],
    ['a mark after the end', [...plain, mark('failed', 400)], /has ended/],
    [
      'an undo after an abort',
      [mark('failed', 1), { kind: 'abort', atNs: 2 }, { kind: 'undo', atNs: 3 }],
      /has ended/,
    ],
  ])('refuses %s', (_name, events, expected) => {
    expect(() => foldEvents(protocol, events, 1000)).toThrow(expected);
  });
});
