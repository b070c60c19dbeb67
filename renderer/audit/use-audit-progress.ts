import { useEffect, useState } from 'react';
import type { RequestValue } from '../../core/contract/requests.ts';
import { useRequest } from './use-request.ts';

const LOOK_AGAIN_MS = 2_000;

export type AuditProgress = RequestValue<'audit.progress'>;

/** How far the reading of episodes and their checks are; null until the station has said so. */
export function useAuditProgress(): AuditProgress | null {
  const [looks, setLooks] = useState(0);
  const asked = useRequest('audit.progress', {}, looks);
  useEffect(() => {
    const timer = setInterval(() => setLooks((count) => count + 1), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return asked.status === 'loaded' ? asked.value : null;
}
