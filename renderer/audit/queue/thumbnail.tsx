import { useEffect, useState } from 'react';
import type { AuditRow } from '../../../core/contract/audit.ts';
import { frameUrl } from '../player/frame-url.ts';
import styles from './thumbnail.module.css';

/** Late enough to show what came of it, early enough not to be the robot going home. */
const TELLING_SHARE = 0.85;

/** Rows that only fly by ask for no pictures. */
const AT_REST_MS = 150;

export function Thumbnail({ row }: { row: AuditRow }) {
  const [isAtRest, setAtRest] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAtRest(true), AT_REST_MS);
    return () => clearTimeout(timer);
  }, []);
  const camera = row.cameras[0];
  if (!isAtRest || camera === undefined || row.steps === 0 || row.state === 'damaged') {
    return <span className={styles.picture} />;
  }
  const at = Math.floor(row.steps * TELLING_SHARE);
  return <img className={styles.picture} src={frameUrl(row.id, camera, at)} alt="" />;
}
