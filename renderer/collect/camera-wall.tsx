import { type ReactNode, useState } from 'react';
import { useLink, useSnapshot } from '../app/services.ts';
import { useCommands } from '../commands/use-commands.ts';
import { whoDrives } from '../shared/who-drives.ts';
import { CameraTile } from './camera-tile.tsx';
import styles from './camera-wall.module.css';
import { TouchSticks } from './touch-sticks.tsx';

/** One camera large, the others beside it above `children`. */
export function CameraWall({ children }: { children?: ReactNode }) {
  const cameras = useSnapshot((snapshot) => snapshot.robot.cameras);
  const mover = useSnapshot(whoDrives);
  const isLive = useLink().status === 'live';
  const [largeName, setLargeName] = useState<string | null>(null);
  const largeIndex = Math.max(
    0,
    cameras.findIndex(({ name }) => name === largeName),
  );
  const large = cameras[largeIndex];
  useCommands('collect', {
    nextCamera: () => setLargeName(cameras[(largeIndex + 1) % cameras.length]?.name ?? null),
  });
  return (
    <div className={styles.wall}>
      <div className={styles.large}>
        {large !== undefined && (
          <CameraTile key={large.name} camera={large} drivenBy={isLive ? mover : null} />
        )}
        <TouchSticks />
      </div>
      <div className={styles.side}>
        <div className={styles.others} data-many={cameras.length > 3 || undefined}>
          {cameras
            .filter((camera) => camera !== large)
            .map((camera) => (
              <CameraTile key={camera.name} camera={camera} onEnlarge={() => setLargeName(camera.name)} />
            ))}
        </div>
        {children}
      </div>
    </div>
  );
}
