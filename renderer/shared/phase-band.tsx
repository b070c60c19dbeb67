import type { ProtocolView, SegmentView } from '../../core/contract/snapshot.ts';
import { formatDuration } from './format.ts';
import styles from './phase-band.module.css';

type PhaseLook = Pick<ProtocolView['phases'][number], 'name' | 'title' | 'color'>;

interface PhaseBandProps {
  segments: readonly SegmentView[];
  phases: ProtocolView['phases'];
}

/** The phases of an episode, each as wide as it was long. */
export function PhaseBand({ segments, phases }: PhaseBandProps) {
  return (
    <ol className={styles.band} aria-label="Phases">
      {segments.map(({ phase, attempt, startMs, endMs }) => {
        const { title, color } = lookUpPhase(phases, phase);
        const text = `${title}, ${formatDuration(endMs - startMs)}`;
        return (
          <li
            key={`${phase} ${attempt} ${startMs}`}
            data-phase-color={color}
            style={{ flexGrow: Math.max(1, endMs - startMs) }}
            title={text}
          >
            <span className={styles.title}>{title}</span>
            <span className={styles.duration}>{formatDuration(endMs - startMs)}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** A phase of a protocol that is no longer there keeps its name and is grey. */
export function lookUpPhase(phases: readonly PhaseLook[], name: string): Pick<PhaseLook, 'title' | 'color'> {
  return phases.find((phase) => phase.name === name) ?? { title: name, color: 'gray' };
}
