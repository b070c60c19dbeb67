import { useEffect, useState } from 'react';
import type { ExportsState } from '../../core/contract/export.ts';
import { type Loaded, useRequest } from '../audit/use-request.ts';

/** Often enough for a bar that moves; another screen may start an export, too. */
const LOOK_RUNNING_MS = 500;
const LOOK_IDLE_MS = 3_000;

export function useExportsState(): { state: Loaded<ExportsState>; lookAgain(): void } {
  const [looks, setLooks] = useState(0);
  const state = useRequest('exports.state', {}, looks);
  const isRunning = state.status === 'loaded' && state.value.running !== null;
  const lookAgain = (): void => setLooks((count) => count + 1);
  useEffect(() => {
    const periodMs = isRunning ? LOOK_RUNNING_MS : LOOK_IDLE_MS;
    const timer = setInterval(() => setLooks((count) => count + 1), periodMs);
    return () => clearInterval(timer);
  }, [isRunning]);
  return { state, lookAgain };
}
