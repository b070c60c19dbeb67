import { useSnapshot } from '../app/services.ts';
import { AxisBar } from '../shared/axis-bar.tsx';
import styles from './axis-bars.module.css';

const AXIS_NAMES: Readonly<Record<string, string>> = {
  right: 'Right',
  away: 'Away',
  up: 'Up',
  roll: 'Roll',
  pitch: 'Pitch',
  yaw: 'Turn',
};

/** How far each axis is asked to move, from the middle, −1 … 1 of its greatest speed. */
export function AxisBars() {
  const action = useSnapshot((snapshot) => snapshot.robot.action);
  const axes = useSnapshot((snapshot) => snapshot.input.axes);
  return (
    <ul className={styles.axes} aria-label="Commanded axes">
      {action.map(({ name, axis }, i) =>
        axis === 'gripper' ? null : (
          <AxisBar key={name} name={AXIS_NAMES[axis] ?? name} value={axes[i] ?? 0} />
        ),
      )}
    </ul>
  );
}
