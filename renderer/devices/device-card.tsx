import { Slider, Switch } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import type { DriveAxis } from '../../core/contract/input.ts';
import { useServices } from '../app/services.ts';
import { deviceMappingStore, mappingOf, saveMapping } from '../input/device-mappings.ts';
import { type DeviceMapping, STANDARD_GAMEPAD } from '../input/mapping.ts';
import { AXIS_WORDS } from '../shared/axis-words.ts';
import styles from './device-card.module.css';
import { type DeviceView, readDevice, readDrive, sampleOf } from './device-view.ts';
import type { KeyboardReader } from './keyboard-reader.ts';
import { LiveAxes } from './live-axes.tsx';
import { MappingDialog } from './mapping-dialog.tsx';
import { SelfTestDialog } from './self-test-dialog.tsx';

interface DeviceCardProps {
  view: DeviceView;
  axes: readonly DriveAxis[];
  keyboard: KeyboardReader;
}

/** A gamepad or a SpaceMouse: live, mapped, tuned and tried. */
export function DeviceCard({ view, axes, keyboard }: DeviceCardProps) {
  const { spaceMouse } = useServices();
  const [dialog, setDialog] = useState<'map' | 'test' | null>(null);
  const own = useStore(deviceMappingStore, ({ mappings }) => mappings[view.id]);
  const mapping = mappingOf(view, view.isStandard);
  const driven = mapping === null ? axes : axes.filter((axis) => mapping.axes[axis] !== undefined);
  const close = (): void => setDialog(null);
  const read = useCallback(() => readDevice(view, spaceMouse), [view, spaceMouse]);
  const sample = useCallback(() => {
    const reading = readDevice(view, spaceMouse);
    const current = mappingOf(view, view.isStandard);
    return reading === null || current === null ? null : sampleOf(reading, current, keyboard);
  }, [view, spaceMouse, keyboard]);
  return (
    <section className={styles.card} aria-label={view.id}>
      <header className={styles.head}>
        <div>
          <h3>{view.id}</h3>
          <p>
            {mapping === null
              ? 'Its layout is not known. Map its sticks, then it can drive.'
              : own === undefined
                ? 'With the usual layout.'
                : 'With your own layout.'}
          </p>
        </div>
        <button type="button" onClick={() => setDialog('map')}>
          Map sticks
        </button>
        <button type="button" disabled={mapping === null} onClick={() => setDialog('test')}>
          Test
        </button>
      </header>
      {mapping !== null && (
        <>
          <LiveAxes axes={driven} read={() => readDrive(view, spaceMouse)} />
          <Tuning id={view.id} mapping={mapping} axes={driven} isOwn={own !== undefined} />
        </>
      )}
      {dialog === 'map' && (
        <MappingDialog
          id={view.id}
          axes={axes}
          base={mapping ?? STANDARD_GAMEPAD}
          read={read}
          onClose={close}
        />
      )}
      {dialog === 'test' && mapping !== null && (
        <SelfTestDialog
          device={view.device}
          id={view.id}
          axes={driven}
          deadZone={mapping.deadZone}
          read={sample}
          onClose={close}
        />
      )}
    </section>
  );
}

interface TuningProps {
  id: string;
  mapping: DeviceMapping;
  axes: readonly DriveAxis[];
  isOwn: boolean;
}

function Tuning({ id, mapping, axes, isOwn }: TuningProps) {
  const change = (part: Partial<DeviceMapping>): void => saveMapping(id, { ...mapping, ...part });
  const invert = (axis: DriveAxis): void => {
    const mapped = mapping.axes[axis]!;
    change({ axes: { ...mapping.axes, [axis]: { ...mapped, isInverted: !mapped.isInverted } } });
  };
  return (
    <details className={styles.tuning}>
      <summary>Dead zone, response, direction</summary>
      <div className={styles.fields}>
        <label htmlFor={`${id} dead zone`}>
          Dead zone <strong>{mapping.deadZone.toFixed(2)}</strong>
        </label>
        <Slider
          thumbProps={{ id: `${id} dead zone` }}
          thumbLabel="Dead zone"
          min={0}
          max={0.5}
          step={0.01}
          label={null}
          value={mapping.deadZone}
          onChange={(deadZone) => change({ deadZone })}
        />
        <label htmlFor={`${id} response`}>
          Finer in the middle <strong>{mapping.exponent.toFixed(1)}</strong>
        </label>
        <Slider
          thumbProps={{ id: `${id} response` }}
          thumbLabel="Finer in the middle"
          min={1}
          max={3}
          step={0.1}
          label={null}
          value={mapping.exponent}
          onChange={(exponent) => change({ exponent })}
        />
      </div>
      <div className={styles.switches}>
        {axes.map((axis) => (
          <Switch
            key={axis}
            label={`Turn “${AXIS_WORDS[axis].name}” round`}
            checked={mapping.axes[axis]!.isInverted}
            onChange={() => invert(axis)}
          />
        ))}
        {isOwn && (
          <button type="button" onClick={() => saveMapping(id, null)}>
            Back to the usual layout
          </button>
        )}
      </div>
    </details>
  );
}
