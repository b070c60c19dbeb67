import styles from './gripper-state.module.css';

const OPEN_X = [8, 36] as const;
const CLOSED_X = [17, 27] as const;

/** The gripper as it is commanded, drawn and in words. */
export function GripperState({ isClosed }: { isClosed: boolean }) {
  const [leftX, rightX] = isClosed ? CLOSED_X : OPEN_X;
  return (
    <div className={styles.gripper}>
      <svg viewBox="0 0 48 44" width={56} height={51} aria-hidden>
        <rect x={4} y={4} width={40} height={9} rx={2} />
        <rect x={leftX} y={13} width={5} height={27} rx={1.5} />
        <rect x={rightX - 1} y={13} width={5} height={27} rx={1.5} />
      </svg>
      <p role="status">{isClosed ? 'Closed' : 'Open'}</p>
    </div>
  );
}
