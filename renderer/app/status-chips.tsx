import { Tooltip } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { whoDrives } from '../shared/who-drives.ts';
import { useLink, useSnapshot } from './services.ts';
import styles from './status-chips.module.css';

type Tone = 'normal' | 'live' | 'unknown' | 'caution' | 'alarm';

/** The health of the station in a line of words. Grey is well; what is not has a colour, a sign and a reason. */
export function StatusChips() {
  const robot = useSnapshot((snapshot) => snapshot.robot);
  const mover = useSnapshot(whoDrives);
  const bridge = useSnapshot((snapshot) => snapshot.bridge);
  const dataset = useSnapshot((snapshot) => snapshot.dataset);
  const freshCameras = useSnapshot(
    ({ streams }) => streams.filter(({ kind, isFresh }) => kind === 'camera' && isFresh).length,
  );
  const isLive = useLink().status === 'live';
  const cameras = robot.cameras.length;
  if (!isLive) return <UnknownChips dataset={dataset} />;
  return (
    <ul className={styles.chips} aria-label="Status">
      <Chip label="Robot" tone={toneOfRobot(robot)} hint={robot.reason} isWide>
        {robot.isStopped ? 'Stopped' : mover === 'policy' ? 'Policy drives' : ROBOT_WORDS[robot.status]}
        {robot.status !== 'unavailable' && !robot.isStopped && (
          <span className={styles.reason}>{robot.reason}</span>
        )}
      </Chip>
      <Chip
        label="Bridge"
        tone={bridge.status === 'up' ? 'normal' : bridge.status === 'down' ? 'alarm' : 'caution'}
        hint={[`${bridge.kind} at ${bridge.url}`, bridge.reason].filter((text) => text !== '').join(': ')}
      >
        {BRIDGE_WORDS[bridge.status]}
      </Chip>
      <Chip
        label="Cameras"
        tone={freshCameras === cameras ? 'normal' : 'alarm'}
        hint={`${freshCameras} of ${cameras} cameras send pictures`}
      >
        {freshCameras} of {cameras}
      </Chip>
      <DatasetChip dataset={dataset} />
    </ul>
  );
}

/** Nobody answers: what was last known must not pass for what is. */
function UnknownChips({ dataset }: { dataset: Snapshot['dataset'] }) {
  return (
    <ul className={styles.chips} aria-label="Status">
      {['Robot', 'Bridge', 'Cameras'].map((label) => (
        <Chip key={label} label={label} tone="unknown" hint="The station does not answer">
          Not known
        </Chip>
      ))}
      <DatasetChip dataset={dataset} />
    </ul>
  );
}

function DatasetChip({ dataset }: { dataset: Snapshot['dataset'] }) {
  return (
    <Chip label="Dataset" tone="normal" hint={dataset.path}>
      {dataset.name}
    </Chip>
  );
}

const ROBOT_WORDS: Record<Snapshot['robot']['status'], string> = {
  unavailable: 'Unavailable',
  held: 'Held',
  moving: 'Driving',
};

const BRIDGE_WORDS: Record<Snapshot['bridge']['status'], string> = {
  connecting: 'Connecting',
  up: 'Up',
  down: 'Down',
};

function toneOfRobot({ status, isStopped }: Snapshot['robot']): Tone {
  if (status === 'unavailable') return 'alarm';
  if (isStopped) return 'caution';
  return status === 'moving' ? 'live' : 'normal';
}

interface ChipProps {
  label: string;
  tone: Tone;
  hint: string;
  isWide?: boolean;
  children: ReactNode;
}

function Chip({ label, tone, hint, isWide, children }: ChipProps) {
  return (
    <Tooltip label={hint} disabled={hint === ''} maw={360}>
      <li className={styles.chip} data-tone={tone} data-wide={isWide}>
        <span className={styles.label}>{label}</span>
        <span className={styles.value}>
          {tone === 'alarm' && <IconAlertOctagon size={16} aria-label="Alarm" />}
          {tone === 'caution' && <IconAlertTriangle size={16} aria-label="Caution" />}
          {children}
        </span>
      </li>
    </Tooltip>
  );
}
