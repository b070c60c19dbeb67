import { useEffect, useState } from 'react';
import { useRequest } from '../use-request.ts';
import styles from './check-progress.module.css';

const LOOK_AGAIN_MS = 2_000;

/** How far the checks are; nothing once all have run. */
export function CheckProgress() {
  const [looks, setLooks] = useState(0);
  const answer = useRequest('audit.progress', {}, looks);
  useEffect(() => {
    const timer = setInterval(() => setLooks((count) => count + 1), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  if (answer.status !== 'loaded') return null;
  const { checked, total, isPaused } = answer.value;
  if (checked >= total) return null;
  return (
    <p className={styles.progress}>
      {isPaused ? 'Checks rest while you record: ' : 'Checking: '}
      {checked.toLocaleString()} of {total.toLocaleString()}
    </p>
  );
}
