import { useEffect, useState } from 'react';
import type { AuditRow } from '../../../core/contract/audit.ts';
import { useServices } from '../../app/services.ts';
import { useObjectUrl } from '../../shared/object-url.ts';
import styles from './thumbnail.module.css';

/** Late enough to show what came of it, early enough not to be the robot going home. */
const TELLING_SHARE = 0.85;

/** Rows that only fly by ask for no pictures. */
const AT_REST_MS = 150;

export function Thumbnail({ row: { id, cameras, steps, state } }: { row: AuditRow }) {
  const { pictures } = useServices();
  const [picture, setPicture] = useState<Blob | null>(null);
  const url = useObjectUrl(picture);
  const camera = cameras[0];
  const hasPicture = camera !== undefined && steps > 0 && state !== 'damaged';
  useEffect(() => {
    if (!hasPicture) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const wanted = { episode: id, camera, row: Math.floor(steps * TELLING_SHARE) };
    const timer = setTimeout(() => {
      // A row without its picture says as much by its words.
      pictures.one(wanted, { signal }).then(setPicture, () => setPicture(null));
    }, AT_REST_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [pictures, hasPicture, id, camera, steps]);
  return url === undefined ? (
    <span className={styles.picture} />
  ) : (
    <img className={styles.picture} src={url} alt="" />
  );
}
