import { ActionBar } from './action-bar.tsx';
import { CameraWall } from './camera-wall.tsx';
import { Coach } from './coach/coach.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { DrivePanel } from './drive-panel.tsx';
import { Graphs } from './graphs/graphs.tsx';
import { Instruction } from './instruction.tsx';
import { useWorkplaceCommands } from './use-workplace-commands.ts';
import styles from './workplace.module.css';

/** The seat of an operator in a session: what to do, what the cameras see, what the hands do, what comes next. */
export function Workplace() {
  useWorkplaceCommands();
  return (
    <div className={styles.workplace}>
      <Instruction />
      <CameraWall>
        <Coach />
        <Graphs />
        <DrivePanel />
      </CameraWall>
      <ActionBar />
      <DiscardDialog />
    </div>
  );
}
