import type { DriveAxis } from '../../core/contract/input.ts';
import { useSnapshot } from '../app/services.ts';
import { AxisBar } from '../shared/axis-bar.tsx';
import { AXIS_WORDS } from '../shared/axis-words.ts';
import styles from './axis-bars.module.css';

/** How far each axis is asked to move, from the middle, −1 … 1 of its greatest speed, and which one a limit holds. */
export function AxisBars() {
  const action = useSnapshot((snapshot) => snapshot.robot.action);
  const axes = useSnapshot((snapshot) => snapshot.input.axes);
  const atLimit = useSnapshot((snapshot) => snapshot.robot.atLimit);
  return (
    <ul className={styles.axes} aria-label="Commanded axes">
      {action.map(({ name, axis }, i) =>
        axis === 'gripper' ? null : (
          <AxisBar
            key={name}
            name={AXIS_WORDS[axis as DriveAxis].name}
            value={axes[i] ?? 0}
            isAtLimit={atLimit.includes(name)}
          />
        ),
      )}
    </ul>
  );
}
