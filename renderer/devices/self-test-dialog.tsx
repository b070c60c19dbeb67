import { IconAlertTriangle, IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { DriveAxis, SelfTest } from '../../core/contract/input.ts';
import { useServices } from '../app/services.ts';
import { AXIS_WORDS } from '../shared/axis-words.ts';
import { Dialog } from '../shared/dialog.tsx';
import { SelfTestRun, type TestSample, type TestStep } from './self-test.ts';
import styles from './self-test-dialog.module.css';

const PERIOD_MS = 20;

interface SelfTestDialogProps {
  device: SelfTest['device'];
  id: string;
  axes: readonly DriveAxis[];
  deadZone: number;
  /** Null when the device is gone. */
  read(): TestSample | null;
  onClose(): void;
  /** What is tried, where it is part of the screen. */
  children?: ReactNode;
}

interface Progress {
  step: TestStep;
  isDeadManSeen: boolean;
  reached: readonly DriveAxis[];
  findings: readonly string[];
}

const AT_START: Progress = { step: 'rest', isDeadManSeen: false, reached: [], findings: [] };

/** Try the device, with the robot held, before it drives anything. */
export function SelfTestDialog({ device, id, axes, deadZone, read, onClose, children }: SelfTestDialogProps) {
  const { intents, station } = useServices();
  const [run, setRun] = useState(() => new SelfTestRun(axes, deadZone));
  const [progress, setProgress] = useState(AT_START);
  useEffect(() => {
    const look = (): void => {
      const sample = read();
      if (run.isDone || sample === null) return;
      run.see(sample, performance.now());
      const next: Progress = {
        step: run.step,
        isDeadManSeen: run.isDeadManSeen,
        reached: run.axes.filter((axis) => run.isReached(axis)),
        findings: run.isDone ? run.findings() : [],
      };
      // Only what is new is shown anew.
      setProgress((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
      if (!run.isDone) return;
      void intents.perform('input.selfTest', { device, id, findings: [...next.findings] });
    };
    const timer = setInterval(look, PERIOD_MS);
    return () => clearInterval(timer);
  }, [run, read, intents, device, id]);

  useEffect(() => {
    station.setTrying(true);
    return () => station.setTrying(false);
  }, [station]);

  const again = (): void => {
    setRun(new SelfTestRun(axes, deadZone));
    setProgress(AT_START);
  };
  const { step, isDeadManSeen, reached, findings } = progress;
  return (
    <Dialog title={`Test: ${id}`} widthPx={620} isOpen onClose={onClose}>
      <div className={styles.test}>
        <p role="status" className={styles.ask}>
          {step === 'done' ? verdict(findings) : ASK[step]}
        </p>
        {step === 'move' && (
          <ul className={styles.list} aria-label="Still to do">
            <Item isDone={isDeadManSeen}>Hold the dead-man</Item>
            {axes.map((axis) => (
              <Item key={axis} isDone={reached.includes(axis)}>
                All the way, {AXIS_WORDS[axis].pair}
              </Item>
            ))}
          </ul>
        )}
        {findings.length > 0 && (
          <ul className={styles.findings} aria-label="Findings">
            {findings.map((finding) => (
              <li key={finding}>
                <IconAlertTriangle size={20} aria-hidden /> {finding}
              </li>
            ))}
          </ul>
        )}
        {children}
        <p className={styles.note}>The robot is held while this is open.</p>
        <div className={styles.buttons}>
          {step === 'move' && (
            <button type="button" onClick={() => run.finishMoving(performance.now())}>
              That is all I can move
            </button>
          )}
          {step === 'done' && (
            <>
              <button type="button" onClick={again}>
                Test again
              </button>
              <button type="button" onClick={onClose}>
                Close
              </button>
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}

const ASK: Record<Exclude<TestStep, 'done'>, string> = {
  rest: 'Hands off the device for a moment.',
  move: 'Hold the dead-man and move everything as far as it goes.',
  release: 'Let go of everything.',
};

function verdict(findings: readonly string[]): string {
  return findings.length === 0
    ? 'All is well: every axis moves, nothing drifts, the dead-man works.'
    : 'Something is wrong with this device.';
}

function Item({ isDone, children }: { isDone: boolean; children: React.ReactNode }) {
  return (
    <li data-done={isDone || undefined}>
      {isDone ? <IconCircleCheckFilled size={22} aria-label="Done" /> : <IconCircle size={22} aria-hidden />}
      {children}
    </li>
  );
}
