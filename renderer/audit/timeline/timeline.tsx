import { type CSSProperties, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { AuditEpisode } from '../../../core/contract/audit.ts';
import type { EpisodeSeries } from '../../../core/contract/requests.ts';
import type { Player } from '../player/player.ts';
import { AttemptLane } from './attempt-lane.tsx';
import { Lane } from './lane.tsx';
import { MarkLane } from './mark-lane.tsx';
import { PhaseLane } from './phase-lane.tsx';
import { PlayheadLine } from './playhead-line.tsx';
import { Ruler } from './ruler.tsx';
import type { Segment } from './segment-edit.ts';
import { SpanLane } from './span-lane.tsx';
import type { TimeWindow } from './time-window.ts';
import styles from './timeline.module.css';
import { TrimShade } from './trim-shade.tsx';
import { useTrackPointer } from './use-track-pointer.ts';

/** Left of every track; plots leave as much room, so that one instant stands below itself. */
export const GUTTER_PX = 84;

const ZOOM_PER_NOTCH = 1.25;

export interface TimelineProps {
  episode: AuditEpisode;
  /** Who drove beside the operator, and when. */
  policy: EpisodeSeries['policy'];
  player: Player;
  window: TimeWindow;
  /** As judged; another array is another judgement. */
  segments: readonly Segment[];
  onSegments(segments: Segment[]): Promise<boolean>;
}

/** The episode from end to end: what happened and what is missing, each in its lane, on one clock. */
export function Timeline({ episode, policy, player, window, segments, onSegments }: TimelineProps) {
  const shown = useStore(window.store);
  const section = useRef<HTMLElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const pointer = useTrackPointer(track, player, window);
  const { lanes, row, phases, trim, history } = episode;
  const streams = [...new Set([...row.cameras, ...lanes.gaps.map(({ stream }) => stream)])];
  const notes = history.flatMap(({ decision, by, isStanding }) =>
    decision.kind === 'note' && decision.atNs !== undefined && isStanding
      ? [{ atNs: decision.atNs, label: `${by}: ${decision.text}` }]
      : [],
  );

  // React listens to the wheel passively, and a passive listener cannot keep the page from scrolling.
  useEffect(() => {
    const element = section.current!;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { startMs, endMs } = window.store.getState();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        window.pan(((event.deltaX + event.deltaY) / element.clientWidth) * (endMs - startMs));
      } else {
        window.zoom(pointer.timeAt(event.clientX), event.deltaY > 0 ? ZOOM_PER_NOTCH : 1 / ZOOM_PER_NOTCH);
      }
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [window, pointer]);

  return (
    <section
      ref={section}
      className={styles.timeline}
      aria-label="Timeline"
      style={{ '--gutter': `${GUTTER_PX}px` } as CSSProperties}
    >
      <Lane title="">
        <Ruler player={player} window={window} pointer={pointer} />
      </Lane>
      <Lane title="Phases" isTall>
        <PhaseLane
          segments={segments}
          phases={phases}
          player={player}
          shown={shown}
          pointer={pointer}
          onSegments={onSegments}
        />
      </Lane>
      <Lane title="Attempts">
        <AttemptLane segments={segments} shown={shown} pointer={pointer} />
      </Lane>
      {policy !== null && (
        <Lane title="Policy">
          <SpanLane
            kind="drive"
            spans={policy.spans.map(({ startMs, endMs }) => ({
              startNs: startMs * 1e6,
              endNs: endMs * 1e6,
              message: `${policy.name} drove`,
            }))}
            shown={shown}
            pointer={pointer}
          />
        </Lane>
      )}
      {streams.map((stream) => (
        <Lane key={stream} title={stream}>
          <SpanLane
            kind="gap"
            spans={lanes.gaps
              .filter((gap) => gap.stream === stream)
              .map((gap) => ({ ...gap, message: `Nothing from ${stream}` }))}
            shown={shown}
            pointer={pointer}
          />
        </Lane>
      ))}
      {lanes.alerts.length > 0 && (
        <Lane title="Alerts">
          <SpanLane
            kind="alert"
            spans={lanes.alerts.map((alert) => ({
              ...alert,
              isWhole: alert.endNs - alert.startNs >= episode.durationNs,
            }))}
            shown={shown}
            pointer={pointer}
          />
        </Lane>
      )}
      <Lane title="Marks">
        <MarkLane marks={lanes.marks} notes={notes} shown={shown} player={player} pointer={pointer} />
      </Lane>
      <div ref={track} className={styles.overlay}>
        <TrimShade trim={trim} shown={shown} />
        <PlayheadLine player={player} window={window} />
      </div>
    </section>
  );
}
