import { useEffect, useRef } from 'react';
import type { Drive, DriveAxis } from '../../core/contract/input.ts';
import { AXIS_WORDS } from '../shared/axis-words.ts';
import styles from './live-axes.module.css';

interface LiveAxesProps {
  axes: readonly DriveAxis[];
  /** Asked at each frame of the display; null where there is nothing to show. */
  read(): Drive | null;
}

/** What a device says now, at the display's rate and past React. */
export function LiveAxes({ axes, read }: LiveAxesProps) {
  const root = useRef<HTMLDivElement>(null);
  const latestRead = useRef(read);
  latestRead.current = read;
  useEffect(() => {
    const [list, lamps] = root.current!.children as unknown as [HTMLElement, HTMLElement];
    let frame = 0;
    const draw = (): void => {
      const drive = latestRead.current();
      axes.forEach((axis, i) => {
        const row = list.children[i] as HTMLElement;
        const value = drive?.axes[axis] ?? 0;
        row.style.setProperty('--value', String(value));
        row.toggleAttribute('data-active', value !== 0);
      });
      lamps.children[0]!.toggleAttribute('data-on', drive?.isDeadManHeld === true);
      lamps.children[1]!.toggleAttribute('data-on', drive?.isGripperPressed === true);
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [axes]);
  return (
    <div ref={root} className={styles.live}>
      <ul className={styles.axes} aria-label="Axes now">
        {axes.map((axis) => (
          <li key={axis}>
            <span>{AXIS_WORDS[axis].name}</span>
            <span className={styles.track} aria-hidden>
              <span className={styles.fill} />
            </span>
          </li>
        ))}
      </ul>
      <p className={styles.lamps}>
        <span>Dead-man</span>
        <span>Gripper</span>
      </p>
    </div>
  );
}
