import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { END, findPhase, type Phase, type Protocol, type Transition } from './protocol.ts';

/**
 * What happened to an episode's phases, in the order in which it happened. Nothing is ever taken out: an
 * `undo` is an event of its own that makes the newest standing mark not count.
 *
 * `atNs` counts from the begin of the episode; a number is exact for 104 days.
 */
export const phaseEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mark'), transition: z.string(), atNs: z.int().min(0) }),
  z.object({ kind: z.literal('undo'), atNs: z.int().min(0) }),
  z.object({ kind: z.literal('abort'), atNs: z.int().min(0) }),
]);

export type PhaseEvent = z.infer<typeof phaseEventSchema>;

/** A stretch of the episode in one phase, `[startNs, endNs)` from its begin. */
export interface Segment {
  phase: string;
  attempt: number;
  startNs: number;
  endNs: number;
}

export type Outcome = 'success' | 'failure' | 'aborted';

/** Where the events have led. */
export interface Progress {
  /** The phases as they turned out to be: marks that were undone do not count, relabels do. */
  segments: Segment[];
  /** The phase that is under way, or the last one when the episode has ended. */
  phase: Phase;
  phaseStartNs: number;
  attempt: number;
  /** Null while the episode goes on. */
  outcome: Outcome | null;
  canUndo: boolean;
}

/**
 * Fold the events of an episode. Pure: the same protocol and events give the same progress, whoever asks.
 *
 * @param untilNs end of the last segment while the episode goes on, from its begin.
 * @throws AppError `not-allowed` for a mark that its phase does not have, an undo without a mark, or any
 * event after the end.
 */
export function foldEvents(protocol: Protocol, events: readonly PhaseEvent[], untilNs: number): Progress {
  const standing: Extract<PhaseEvent, { kind: 'mark' }>[] = [];
  let abortedAtNs: number | null = null;
  for (const event of events) {
    if (abortedAtNs !== null || follow(protocol, standing).outcome !== null) {
      throw new AppError('not-allowed', `the episode has ended: no ${event.kind} can follow`);
    }
    if (event.kind === 'abort') abortedAtNs = event.atNs;
    else if (event.kind === 'mark') standing.push(event);
    else if (standing.pop() === undefined) throw new AppError('not-allowed', 'there is no mark to undo');
    follow(protocol, standing);
  }
  const { segments, phase, attempt, outcome, phaseStartNs } = follow(protocol, standing);
  if (outcome === null) {
    segments.push({ phase: phase.name, attempt, startNs: phaseStartNs, endNs: abortedAtNs ?? untilNs });
  }
  const ended = abortedAtNs === null ? outcome : 'aborted';
  return {
    segments: segments.filter((segment) => segment.endNs > segment.startNs),
    phase,
    phaseStartNs,
    attempt,
    outcome: ended,
    canUndo: ended === null && standing.length > 0,
  };
}

type Mark = Extract<PhaseEvent, { kind: 'mark' }>;

function follow(protocol: Protocol, marks: readonly Mark[]): Omit<Progress, 'canUndo'> {
  let phase = phaseOf(protocol, protocol.start);
  let phaseStartNs = 0;
  let attempt = 0;
  let outcome: Outcome | null = null;
  const segments: Segment[] = [];
  for (const mark of marks) {
    const transition = transitionOf(phase, mark.transition);
    segments.push({
      phase: transition.relabel ?? phase.name,
      attempt,
      startNs: phaseStartNs,
      endNs: mark.atNs,
    });
    phaseStartNs = mark.atNs;
    if (transition.to === END) {
      outcome = transition.outcome ?? null;
    } else {
      phase = phaseOf(protocol, transition.to);
      if (transition.isNewAttempt) attempt += 1;
    }
  }
  return { segments, phase, phaseStartNs, attempt, outcome };
}

function phaseOf(protocol: Protocol, name: string): Phase {
  const phase = findPhase(protocol, name);
  if (phase === undefined) throw new AppError('internal', `protocol ${protocol.name} has no phase "${name}"`);
  return phase;
}

function transitionOf(phase: Phase, id: string): Transition {
  const transition = phase.transitions.find((candidate) => candidate.id === id);
  if (transition === undefined) {
    const known = phase.transitions.map((candidate) => candidate.id).join(', ');
    throw new AppError('not-allowed', `phase "${phase.name}" has no mark "${id}"; it has ${known}`);
  }
  return transition;
}
