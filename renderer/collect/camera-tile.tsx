import { IconAlertOctagon } from '@tabler/icons-react';
import type { CameraInfo } from '../../core/contract/snapshot.ts';
import { useSnapshot } from '../app/services.ts';
import { formatAge, formatRate } from '../shared/format.ts';
import type { Mover } from '../shared/who-drives.ts';
import { CameraCanvas } from './camera-canvas.tsx';
import styles from './camera-tile.module.css';
import { usePreviewAgeMs } from './use-preview-age.ts';

/** A picture older than this is no longer what the robot does. */
const STALE_AFTER_MS = 1_000;

interface CameraTileProps {
  camera: CameraInfo;
  drivenBy?: Mover | null;
  /** Present where a click makes this the large one. */
  onEnlarge?: () => void;
}

export function CameraTile({ camera, drivenBy = null, onEnlarge }: CameraTileProps) {
  return (
    <figure className={styles.tile} data-driven-by={drivenBy ?? undefined}>
      <CameraCanvas camera={camera.name} label={`Camera ${camera.title}, live`} />
      {onEnlarge !== undefined && (
        <button
          type="button"
          className={styles.enlarge}
          aria-label={`Show ${camera.title} large`}
          onClick={onEnlarge}
        />
      )}
      <CameraCaption camera={camera} />
    </figure>
  );
}

function CameraCaption({ camera }: { camera: CameraInfo }) {
  const ageMs = usePreviewAgeMs(camera.name);
  const rateHz = useSnapshot(
    ({ streams }) => streams.find(({ kind, name }) => kind === 'camera' && name === camera.name)?.rateHz ?? 0,
  );
  const isStale = ageMs === null || ageMs > STALE_AFTER_MS;
  return (
    <figcaption className={styles.caption}>
      <span className={styles.name}>{camera.title}</span>
      <span className={styles.numbers}>
        {formatRate(rateHz)} · {ageMs === null ? 'no picture' : `${formatAge(ageMs)} old`}
      </span>
      {isStale && (
        <span className={styles.stale}>
          <IconAlertOctagon size={28} aria-hidden />
          {ageMs === null ? 'Waiting for the first picture' : `No new picture for ${formatAge(ageMs)}`}
        </span>
      )}
    </figcaption>
  );
}
