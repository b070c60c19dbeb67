import { IconSteeringWheel } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { useSnapshot } from '../app/services.ts';
import { settingsStore } from '../shared/settings.ts';
import styles from './dead-man.module.css';

/** Whether the robot follows the hands, and if not, what to do. Read from the corner of the eye. */
export function DeadMan() {
  const robot = useSnapshot((snapshot) => snapshot.robot);
  const { device, isDeadManHeld } = useSnapshot((snapshot) => snapshot.input);
  const isTapped = useStore(settingsStore, (settings) => settings.deadMan === 'tap');
  const hasFocus = useSyncExternalStore(subscribeToFocus, () => document.hasFocus());
  const isDriving = robot.status === 'moving';
  return (
    <div className={styles.box} data-driving={isDriving || undefined} role="status">
      <strong>
        {isDriving && <IconSteeringWheel size={26} aria-hidden />}
        {headline(robot, isDeadManHeld, hasFocus, howToHold(device, isTapped))}
      </strong>
      <span>{isDriving && robot.reason === '' ? howToLetGo(device, isTapped) : robot.reason}</span>
    </div>
  );
}

type Device = Snapshot['input']['device'];

function headline(
  robot: Snapshot['robot'],
  isDeadManHeld: boolean,
  hasFocus: boolean,
  howTo: string,
): string {
  if (robot.status === 'moving') return 'Driving';
  if (robot.status === 'unavailable') return 'No robot';
  if (robot.isStopped) return 'Stopped';
  if (isDeadManHeld) return 'Held';
  return hasFocus ? howTo : 'Click here to drive';
}

function howToHold(device: Device, isTapped: boolean): string {
  if (device === 'script') return 'A script drives';
  if (device === 'gamepad') return 'Hold RB to drive';
  return isTapped ? 'Tap Shift to drive' : 'Hold Shift to drive';
}

function howToLetGo(device: Device, isTapped: boolean): string {
  if (device === 'script') return 'A script drives. Space stops it.';
  if (device === 'gamepad') return 'Let go of RB to hold still.';
  return isTapped ? 'Tap Shift to hold still.' : 'Let go of Shift to hold still.';
}

function subscribeToFocus(listener: () => void): () => void {
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  return () => {
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
  };
}
