import { type PointerEvent, useRef } from 'react';
import type { DeviceReading } from '../input/mapping.ts';
import styles from './touch-pad.module.css';

export const TOUCH_DEVICE = { device: 'touch', id: 'Sticks on the screen' } as const;

/** How far the knob travels from its middle. */
const TRAVEL_PX = 52;

/** Two sticks for thumbs and the gripper. A thumb on a stick is the dead-man. */
export function TouchPad({ onReading }: { onReading(reading: DeviceReading): void }) {
  const state = useRef({ axes: [0, 0, 0, 0], thumbs: [false, false], isGripperPressed: false });
  const tell = (): void => {
    const { axes, thumbs, isGripperPressed } = state.current;
    const buttons = [Number(thumbs.includes(true)), Number(isGripperPressed)];
    onReading({ ...TOUCH_DEVICE, axes: [...axes], buttons });
  };
  const move = (side: 0 | 1, x: number, y: number, isHeld: boolean): void => {
    state.current.axes[2 * side] = x;
    state.current.axes[2 * side + 1] = y;
    state.current.thumbs[side] = isHeld;
    tell();
  };
  const pressGripper = (isPressed: boolean): void => {
    state.current.isGripperPressed = isPressed;
    tell();
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
