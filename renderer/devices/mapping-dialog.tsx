import { useEffect, useState } from 'react';
import type { DriveAxis } from '../../core/contract/input.ts';
import { saveMapping } from '../input/device-mappings.ts';
import type { DeviceMapping, DeviceReading } from '../input/mapping.ts';
import { AXIS_WORDS } from '../shared/axis-words.ts';
import { Dialog } from '../shared/dialog.tsx';
import { MappingWizard, type WizardStep } from './mapping-wizard.ts';
import styles from './self-test-dialog.module.css';

const PERIOD_MS = 20;

interface MappingDialogProps {
  id: string;
  axes: readonly DriveAxis[];
  base: DeviceMapping;
  read(): DeviceReading | null;
  onClose(): void;
}

/** Asks which stick and which button shall do what, and remembers it for this device. */
export function MappingDialog({ id, axes, base, read, onClose }: MappingDialogProps) {
  const [wizard] = useState(() => new MappingWizard(axes, base));
  const [step, setStep] = useState<WizardStep>(wizard.step);
  useEffect(() => {
    const timer = setInterval(() => {
      const reading = read();
      if (reading !== null) wizard.see(reading, performance.now());
      setStep(wizard.step);
    }, PERIOD_MS);
    return () => clearInterval(timer);
  }, [wizard, read]);

  const save = (): void => {
    saveMapping(id, wizard.mapping());
    onClose();
  };
  return (
    <Dialog title={`Map: ${id}`} widthPx={620} isOpen onClose={onClose}>
      <div className={styles.test}>
        <p role="status" className={styles.ask}>
          {askFor(step)}
        </p>
        <progress value={wizard.progress} aria-label="How far" />
        <p className={styles.note}>
          The robot is held while this is open. What is learned counts for this device from now on.
        </p>
        <div className={styles.buttons}>
          {step.kind !== 'rest' && step.kind !== 'done' && (
            <button type="button" onClick={() => wizard.skip()}>
              Leave this out
            </button>
          )}
          {step.kind === 'done' && (
            <button type="button" onClick={save}>
              Save
            </button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

const BUTTON_WORDS = {
  deadMan: 'Press the button you want to hold as the dead-man.',
  gripper: 'Press the button you want for the gripper.',
  primary: 'Press the button you want for the large button of the screen.',
};

function askFor(step: WizardStep): string {
  switch (step.kind) {
    case 'rest':
      return 'Hands off the device for a moment.';
    case 'axis': {
      const { pair, plus } = AXIS_WORDS[step.axis];
      return `Move the stick you want for ${pair}: hold it ${plus}.`;
    }
    case 'button':
      return BUTTON_WORDS[step.button];
    case 'done':
      return 'That is all. Save it, then test it.';
  }
}
