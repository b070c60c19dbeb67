import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useSnapshot } from '../app/services.ts';
import { Devices } from '../devices/devices.tsx';
import { changeSettings, settingsStore } from '../shared/settings.ts';
import { AnotherRobot } from './another-robot.tsx';
import { Latency } from './latency.tsx';
import styles from './settings-screen.module.css';

/** What belongs to this screen and its operator; the station has its own. */
export function SettingsScreen() {
  const { deadMan, hasSounds, hasVoice } = useStore(settingsStore);
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const software = useSnapshot((snapshot) => snapshot.software);
  const robot = useSnapshot((snapshot) => snapshot.robot.title);
  return (
    <div className={styles.screen}>
      <h1>Settings</h1>
      <Setting
        title="Dead-man"
        note="The robot moves only while it is held. Leaving the window always lets it go."
      >
        <SegmentedControl
          aria-label="Dead-man"
          size="md"
          value={deadMan}
          onChange={(value) => changeSettings({ deadMan: value })}
          data={[
            { value: 'hold', label: 'Hold Shift' },
            { value: 'tap', label: 'Tap Shift' },
          ]}
        />
      </Setting>
      <Setting
        title="Sounds"
        note="Short tones when an episode begins, a phase changes, it ends, or an alarm comes."
      >
        <SegmentedControl
          aria-label="Sounds"
          size="md"
          value={hasSounds ? 'on' : 'off'}
          onChange={(value) => changeSettings({ hasSounds: value === 'on' })}
          data={[
            { value: 'on', label: 'On' },
            { value: 'off', label: 'Off' },
          ]}
        />
      </Setting>
      <Setting
        title="Voice"
        note="Reads aloud what to do and what is wrong, where this computer has a voice."
      >
        <SegmentedControl
          aria-label="Voice"
          size="md"
          value={hasVoice ? 'on' : 'off'}
          onChange={(value) => changeSettings({ hasVoice: value === 'on' })}
          data={[
            { value: 'on', label: 'On' },
            { value: 'off', label: 'Off' },
          ]}
        />
      </Setting>
      <Setting title="Appearance" note="Dark is easier on the eyes over a long sitting.">
        <SegmentedControl
          aria-label="Appearance"
          size="md"
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
          data={[
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
            { value: 'auto', label: 'As the system' },
          ]}
        />
      </Setting>
      <Devices />
      <Latency />
      <AnotherRobot />
      <p className={styles.about}>
        {software} · {robot}
      </p>
    </div>
  );
}

function Setting({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section className={styles.setting}>
      <div>
        <h2>{title}</h2>
        <p>{note}</p>
      </div>
      {children}
    </section>
  );
}
