import { useEffect, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../app/services.ts';
import { settingsStore } from '../shared/settings.ts';
import { TouchPad } from '../shared/touch-pad.tsx';
import styles from './touch-sticks.module.css';

/** Sticks over the large picture, on tablets or wherever the operator wants them: lifting both thumbs holds the robot. */
export function TouchSticks() {
  const { input } = useServices();
  const choice = useStore(settingsStore, (settings) => settings.touchSticks);
  const isTouched = useSyncExternalStore(subscribeToPointer, () => COARSE.matches);
  const isShown = choice === 'on' || (choice === 'auto' && isTouched);
  useEffect(() => (isShown ? () => input.setTouch(null) : undefined), [isShown, input]);
  if (!isShown) return null;
  return (
    <div className={styles.overlay}>
      <TouchPad onReading={(reading) => input.setTouch(reading)} />
    </div>
  );
}

const COARSE = window.matchMedia('(pointer: coarse)');

function subscribeToPointer(listener: () => void): () => void {
  COARSE.addEventListener('change', listener);
  return () => COARSE.removeEventListener('change', listener);
}
