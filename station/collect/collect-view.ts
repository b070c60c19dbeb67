import type { CollectView, SegmentView } from '../../core/contract/snapshot.ts';
import { toMs } from '../../core/time.ts';
import type { Progress, Segment } from '../../protocols/phases.ts';
import type { CollectSession } from './collect-session.ts';

type View = Pick<CollectView, 'title' | 'prompt' | 'phase' | 'transitions' | 'canUndo' | 'episode'>;

const NOTHING: Omit<View, 'title' | 'prompt'> = {
  phase: null,
  transitions: [],
  canUndo: false,
  episode: null,
};

/** What the collect screen shows of the session now. */
export function collectView(session: CollectSession): CollectView {
  const blockers = session.status === 'ready' ? session.blockers() : [];
  return { status: session.status, blockers, ...viewOf(session, blockers) };
}

function viewOf(session: CollectSession, blockers: string[]): View {
  switch (session.status) {
    case 'idle':
      return {
        ...NOTHING,
        title: 'Start a session',
        prompt: 'Say who drives, what the robot shall do, and how.',
      };
    case 'ready':
      return blockers.length > 0
        ? { ...NOTHING, title: 'Not ready', prompt: blockers[0]! }
        : { ...NOTHING, title: 'Ready', prompt: 'Begin when the scene is as it should be.' };
    case 'resetting':
      return { ...NOTHING, title: 'New scene', prompt: 'The robot goes home and the scene is made new.' };
    case 'recording':
      return recordingView(session);
    case 'review':
      return reviewView(session);
  }
}

function recordingView(session: CollectSession): View {
  const { episode } = session;
  const progress = episode.progress();
  if (episode.run === null || progress === null) {
    return { ...NOTHING, title: 'Starting', prompt: 'The episode is being opened.' };
  }
  const elapsedMs = episode.elapsedMs();
  const { phase, attempt, outcome } = progress;
  return {
    title: phase.title,
    prompt: outcome === null ? phase.prompt : 'The episode is being sealed.',
    phase: {
      name: phase.name,
      title: phase.title,
      attempt,
      elapsedMs: elapsedMs - progress.phaseStartNs / 1e6,
      suggestedMs: phase.suggestedMs,
    },
    transitions: outcome === null ? transitionsOf(progress) : [],
    canUndo: progress.canUndo,
    episode: {
      id: episode.run.head.id,
      elapsedMs,
      durableMs: toMs(episode.run.durableNs),
      steps: episode.run.steps,
      segments: progress.segments.map(segmentView),
      outcome,
      findings: [],
    },
  };
}

function reviewView(session: CollectSession): View {
  const { head, outcome, durationNs, segments, findings, counts } = session.reviewed!;
  const wrong = findings.find((finding) => finding.severity === 'error');
  const durationMs = durationNs / 1e6;
  return {
    ...NOTHING,
    title: wrong === undefined ? 'Keep it?' : 'Look again',
    prompt:
      wrong === undefined
        ? 'The episode is whole. Keep it, or discard it with a reason.'
        : `${wrong.message[0]!.toUpperCase()}${wrong.message.slice(1)}.`,
    episode: {
      id: head.id,
      elapsedMs: durationMs,
      durableMs: durationMs,
      steps: counts.steps,
      segments: segments.map(segmentView),
      outcome,
      findings: findings.map(({ severity, message }) => ({ severity, message })),
    },
  };
}

function transitionsOf({ phase }: Progress): View['transitions'] {
  return phase.transitions.map(({ id, label }, i) => ({ id, label, isPrimary: i === 0 }));
}

function segmentView({ phase, attempt, startNs, endNs }: Segment): SegmentView {
  return { phase, attempt, startMs: startNs / 1e6, endMs: endNs / 1e6 };
}
