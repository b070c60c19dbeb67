import { useSnapshot } from '../app/services.ts';
import { AxisBars } from './axis-bars.tsx';
import { DeadMan } from './dead-man.tsx';
import styles from './drive-panel.module.css';
import { GripperState } from './gripper-state.tsx';

/** What the hands do, as the station understood it. */
export function DrivePanel() {
  const isGripperClosed = useSnapshot((snapshot) => snapshot.input.isGripperClosed);
  return (
    <section className={styles.panel} aria-label="Driving">
      <DeadMan />
      <AxisBars />
      <GripperState isClosed={isGripperClosed} />
    </section>
  );
}
