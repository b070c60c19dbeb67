import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services.ts';

/** What others decide meanwhile is seen within this time. */
const LOOK_AGAIN_MS = 3_000;

/** @returns what changes when decisions may have: by this person at once, by others soon. */
export function useDecisions(): string {
  const { decisions } = useServices();
  const own = useStore(decisions.store, (state) => state.revision);
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setLooks((count) => count + 1);
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return `${own} ${looks}`;
}
