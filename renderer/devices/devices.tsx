import { useCallback, useEffect, useState } from 'react';
import { useServices, useSnapshot } from '../app/services.ts';
import { SpaceMouse } from '../input/spacemouse.ts';
import cardStyles from './device-card.module.css';
import { DeviceCard } from './device-card.tsx';
import { type DeviceView, drivableAxes, seenDevices } from './device-view.ts';
import styles from './devices.module.css';
import { KeyChoices } from './key-choices.tsx';
import { KEYBOARD_AXES, KeyboardReader } from './keyboard-reader.ts';
import { LiveAxes } from './live-axes.tsx';
import { SelfTestDialog } from './self-test-dialog.tsx';
import { TopicDeviceCard } from './topic-device-card.tsx';
import { TouchCard } from './touch-card.tsx';

const LOOK_PERIOD_MS = 500;

/** What this operator can drive with: each device live, mapped by its owner's hand, and tried before it counts. */
export function Devices() {
  const { spaceMouse } = useServices();
  const action = useSnapshot((snapshot) => snapshot.robot.action);
  const [keyboard] = useState(() => new KeyboardReader());
  useEffect(() => keyboard.listen(), [keyboard]);
  const views = useSeenDevices();
  const axes = drivableAxes(action);
  return (
    <section className={styles.devices} aria-label="Devices">
      <h2>Devices</h2>
      <KeyboardCard keyboard={keyboard} />
      {views.map((view) => (
        <DeviceCard key={`${view.device} ${view.id}`} view={view} axes={axes} keyboard={keyboard} />
      ))}
      {!views.some(({ device }) => device === 'gamepad') && (
        <p className={styles.none}>
          <strong>Gamepad</strong> None is seen. Connect one and press any of its buttons.
        </p>
      )}
      {SpaceMouse.isSupported && !views.some(({ device }) => device === 'spacemouse') && (
        <div className={styles.none}>
          <strong>SpaceMouse</strong> None is open.{' '}
          <button type="button" onClick={() => void spaceMouse.ask().catch(() => {})}>
            Connect a SpaceMouse
          </button>
        </div>
      )}
      <TouchCard axes={axes} keyboard={keyboard} />
      <TopicDeviceCard axes={axes} />
    </section>
  );
}

function KeyboardCard({ keyboard }: { keyboard: KeyboardReader }) {
  const [isTesting, setTesting] = useState(false);
  const sample = useCallback(() => {
    const { axes, isDeadManHeld } = keyboard.read();
    return { axes, raw: {}, isDeadManHeld };
  }, [keyboard]);
  return (
    <section className={cardStyles.card} aria-label="Keyboard">
      <header className={cardStyles.head}>
        <div>
          <h3>Keyboard</h3>
          <p>Try it here: the robot is held.</p>
        </div>
        <button type="button" onClick={() => setTesting(true)}>
          Test
        </button>
      </header>
      <LiveAxes axes={KEYBOARD_AXES} read={() => keyboard.read()} />
      <KeyChoices />
      {isTesting && (
        <SelfTestDialog
          device="keyboard"
          id="Keyboard"
          axes={KEYBOARD_AXES}
          deadZone={0}
          read={sample}
          onClose={() => setTesting(false)}
        />
      )}
    </section>
  );
}

/** React hears of devices that come and go, not of what they say. */
function useSeenDevices(): DeviceView[] {
  const { spaceMouse } = useServices();
  const [views, setViews] = useState(() => seenDevices(spaceMouse));
  useEffect(() => {
    const timer = setInterval(() => {
      const seen = seenDevices(spaceMouse);
      setViews((before) => (JSON.stringify(before) === JSON.stringify(seen) ? before : seen));
    }, LOOK_PERIOD_MS);
    return () => clearInterval(timer);
  }, [spaceMouse]);
  return views;
}
