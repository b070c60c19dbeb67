import { SegmentedControl } from '@mantine/core';
import { useCallback, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { DriveAxis } from '../../core/contract/input.ts';
import { mappingOf } from '../input/device-mappings.ts';
import { applyMapping, type DeviceReading } from '../input/mapping.ts';
import { changeSettings, settingsStore, type TouchSticks } from '../shared/settings.ts';
import { TOUCH_DEVICE, TouchPad } from '../shared/touch-pad.tsx';
import styles from './device-card.module.css';
import { sampleOf } from './device-view.ts';
import type { KeyboardReader } from './keyboard-reader.ts';
import { LiveAxes } from './live-axes.tsx';
import { SelfTestDialog } from './self-test-dialog.tsx';

const AT_REST: DeviceReading = { ...TOUCH_DEVICE, axes: [0, 0, 0, 0], buttons: [0, 0] };

/** The sticks that a tablet shows over its picture: when, and how they feel. */
export function TouchCard({ axes, keyboard }: { axes: readonly DriveAxis[]; keyboard: KeyboardReader }) {
  const choice = useStore(settingsStore, (settings) => settings.touchSticks);
  const [isTesting, setTesting] = useState(false);
  const reading = useRef(AT_REST);
  const mapping = mappingOf(TOUCH_DEVICE, true)!;
  const driven = axes.filter((axis) => mapping.axes[axis] !== undefined);
  const sample = useCallback(
    () => sampleOf(reading.current, mappingOf(TOUCH_DEVICE, true)!, keyboard),
    [keyboard],
  );
  const hear = (heard: DeviceReading): void => {
    reading.current = heard;
  };
  return (
    <section className={styles.card} aria-label={TOUCH_DEVICE.id}>
      <header className={styles.head}>
        <div>
          <h3>{TOUCH_DEVICE.id}</h3>
          <p>Try them in the test: the robot is held.</p>
        </div>
        <SegmentedControl
          aria-label="When sticks are on the screen"
          value={choice}
          onChange={(value) => changeSettings({ touchSticks: value as TouchSticks })}
          data={[
            { value: 'auto', label: 'On tablets' },
            { value: 'on', label: 'Always' },
            { value: 'off', label: 'Never' },
          ]}
        />
        <button type="button" onClick={() => setTesting(true)}>
          Test
        </button>
      </header>
      {isTesting && (
        <SelfTestDialog
          {...TOUCH_DEVICE}
          axes={driven}
          deadZone={mapping.deadZone}
          read={sample}
          onClose={() => {
            reading.current = AT_REST;
            setTesting(false);
          }}
        >
          <TouchPad onReading={hear} />
          <LiveAxes axes={driven} read={() => applyMapping(reading.current, mapping)} />
        </SelfTestDialog>
      )}
    </section>
  );
}
