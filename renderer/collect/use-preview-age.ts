import { useEffect, useState } from 'react';
import { useServices } from '../app/services.ts';

/** Numbers that change faster cannot be read. */
const REFRESH_MS = 250;

/** The age of the picture on the screen, four times a second; null before the first one. */
export function usePreviewAgeMs(camera: string): number | null {
  const { previews } = useServices().station;
  const [ageMs, setAgeMs] = useState(() => previews.ageMs(camera));
  useEffect(() => {
    const timer = setInterval(() => setAgeMs(previews.ageMs(camera)), REFRESH_MS);
    return () => clearInterval(timer);
  }, [previews, camera]);
  return ageMs;
}
