import { useEffect, useState } from 'react';
import { AxisBar } from '../shared/axis-bar.tsx';
import styles from './devices.module.css';

const REFRESH_MS = 66;

interface DeviceView {
  id: string;
  isUsable: boolean;
  axes: readonly number[];
  pressedButtons: readonly number[];
}

/** The devices that the browser sees, live, so that an operator can try each stick and button. */
export function Devices() {
  const gamepads = useGamepads();
  return (
    <section className={styles.devices} aria-label="Devices">
      <h2>Devices</h2>
      <p className={styles.device}>
        <strong>Keyboard</strong> F1 shows the keys.
      </p>
      {gamepads.length === 0 && (
        <p className={styles.device}>
          <strong>Gamepad</strong> None is seen. Connect one and press any of its buttons.
        </p>
      )}
      {gamepads.map((gamepad) => (
        <Gamepad key={gamepad.id} gamepad={gamepad} />
      ))}
    </section>
  );
}

function Gamepad({ gamepad }: { gamepad: DeviceView }) {
  const { id, isUsable, axes, pressedButtons } = gamepad;
  return (
    <div className={styles.device}>
      <strong>{id}</strong> {!isUsable && 'It has no standard mapping, so it cannot drive. '}
      {pressedButtons.length > 0 && `Buttons ${pressedButtons.join(', ')}`}
      <ul className={styles.axes}>
        {axes.map((value, axis) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an axis is its index
          <AxisBar key={axis} name={`Axis ${axis}`} value={value} />
        ))}
      </ul>
    </div>
  );
}

function useGamepads(): DeviceView[] {
  const [gamepads, setGamepads] = useState<DeviceView[]>(readGamepads);
  useEffect(() => {
    const timer = setInterval(() => setGamepads(readGamepads()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return gamepads;
}

function readGamepads(): DeviceView[] {
  return navigator
    .getGamepads()
    .filter((gamepad) => gamepad !== null)
    .map(({ id, mapping, axes, buttons }) => ({
      id,
      isUsable: mapping === 'standard',
      axes: [...axes],
      pressedButtons: buttons.flatMap((button, i) => (button.pressed ? [i] : [])),
    }));
}
