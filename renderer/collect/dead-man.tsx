import { IconHandStop, IconRobot, IconSteeringWheel } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { useLink, useServices, useSnapshot } from '../app/services.ts';
import { keyBindingStore } from '../commands/key-bindings.ts';
import { keyLayoutStore } from '../input/key-label.ts';
import { settingsStore } from '../shared/settings.ts';
import { whoDrives } from '../shared/who-drives.ts';
import styles from './dead-man.module.css';
import { driveMessage } from './drive-message.ts';

/** Whether the robot follows the hands or a policy, and if not, what to do. Read from the corner of the eye. */
export function DeadMan() {
  const robot = useSnapshot((snapshot) => snapshot.robot);
  const input = useSnapshot((snapshot) => snapshot.input);
  const isRecording = useSnapshot((snapshot) => snapshot.collect.status === 'recording');
  const isTapped = useStore(settingsStore, (settings) => settings.deadMan === 'tap');
  const layout = useStore(keyLayoutStore, (state) => state.layout);
  const choices = useStore(keyBindingStore, (state) => state.choices);
  const hasFocus = useSyncExternalStore(subscribeToFocus, () => document.hasFocus());
  const { station } = useServices();
  const isLive = useLink().status === 'live';
  const mover = isLive ? whoDrives({ robot, input }) : null;
  const isStopped = isLive && robot.isStopped;
  const { headline, detail } = driveMessage({
    robot,
    input,
    isRecording,
    isLive,
    isTapped,
    hasFocus,
    layout,
    choices,
  });
  return (
    <div
      className={styles.box}
      data-driven-by={mover ?? undefined}
      data-stopped={isStopped || undefined}
      data-away={(isLive && mover === null && !hasFocus) || undefined}
      role="status"
    >
      <strong>
        {mover === 'policy' && <IconRobot size={26} aria-hidden />}
        {mover === 'operator' && <IconSteeringWheel size={26} aria-hidden />}
        {isStopped && <IconHandStop size={26} aria-hidden />}
        {headline}
      </strong>
      <span>{detail}</span>
      {isLive && input.driver === 'other' && (
        <button type="button" onClick={() => station.takeOver()}>
          Take over
        </button>
      )}
    </div>
  );
}

function subscribeToFocus(listener: () => void): () => void {
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  return () => {
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
  };
}
