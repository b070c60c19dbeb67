import { type PointerEvent, useEffect, useRef, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../app/services.ts';
import { settingsStore } from '../shared/settings.ts';
import styles from './touch-sticks.module.css';

const DEVICE_ID = 'Sticks on the screen';
/** How far the knob travels from its middle. */
const TRAVEL_PX = 52;

/** Two sticks for thumbs. A thumb on a stick is the dead-man: lifting both holds the robot. */
export function TouchSticks() {
  const { input } = useServices();
  const choice = useStore(settingsStore, (settings) => settings.touchSticks);
  const isTouched = useSyncExternalStore(subscribeToPointer, () => COARSE.matches);
  const state = useRef({ axes: [0, 0, 0, 0], thumbs: [false, false], isGripperPressed: false });
  const isShown = choice === 'on' || (choice === 'auto' && isTouched);
  useEffect(() => (isShown ? () => input.setTouch(null) : undefined), [isShown, input]);
  if (!isShown) return null;

  const publish = (): void => {
    const { axes, thumbs, isGripperPressed } = state.current;
    input.setTouch({
      device: 'touch',
      id: DEVICE_ID,
      axes: [...axes],
      buttons: [Number(thumbs.includes(true)), Number(isGripperPressed)],
    });
  };
  const move = (side: 0 | 1, x: number, y: number, isHeld: boolean): void => {
    state.current.axes[2 * side] = x;
    state.current.axes[2 * side + 1] = y;
    state.current.thumbs[side] = isHeld;
    publish();
  };
  const pressGripper = (isPressed: boolean): void => {
    state.current.isGripperPressed = isPressed;
    publish();
  };
  return (
    <section className={styles.sticks} aria-label="Sticks">
      <Stick name="Move" onMove={(x, y, isHeld) => move(0, x, y, isHeld)} />
      <button
        type="button"
        className={styles.gripper}
        onPointerDown={() => pressGripper(true)}
        onPointerUp={() => pressGripper(false)}
        onPointerCancel={() => pressGripper(false)}
        onPointerLeave={() => pressGripper(false)}
      >
        Gripper
      </button>
      <Stick name="Up, turn" onMove={(x, y, isHeld) => move(1, x, y, isHeld)} />
    </section>
  );
}

interface StickProps {
  name: string;
  /** −1 … 1 right and up; the knob goes back to the middle when it is let go. */
  onMove(x: number, y: number, isHeld: boolean): void;
}

function Stick({ name, onMove }: StickProps) {
  const knob = useRef<HTMLSpanElement>(null);
  const origin = useRef<{ x: number; y: number } | null>(null);
  const put = (x: number, y: number, isHeld: boolean): void => {
    knob.current!.style.transform = `translate(${x * TRAVEL_PX}px, ${-y * TRAVEL_PX}px)`;
    onMove(x, y, isHeld);
  };
  const press = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    origin.current = { x: event.clientX, y: event.clientY };
    put(0, 0, true);
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (origin.current === null) return;
    const x = (event.clientX - origin.current.x) / TRAVEL_PX;
    const y = (origin.current.y - event.clientY) / TRAVEL_PX;
    const beyond = Math.max(1, Math.hypot(x, y));
    put(x / beyond, y / beyond, true);
  };
  const letGo = (): void => {
    if (origin.current === null) return;
    origin.current = null;
    put(0, 0, false);
  };
  return (
    <div
      className={styles.stick}
      onPointerDown={press}
      onPointerMove={drag}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onLostPointerCapture={letGo}
    >
      <span ref={knob} className={styles.knob} />
      <span className={styles.name}>{name}</span>
    </div>
  );
}

const COARSE = window.matchMedia('(pointer: coarse)');

function subscribeToPointer(listener: () => void): () => void {
  COARSE.addEventListener('change', listener);
  return () => COARSE.removeEventListener('change', listener);
}
