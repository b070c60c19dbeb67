/**
 * Calls `onTick` at a steady rate, against the monotonic clock and without drift. Ticks that a busy process
 * missed are left out, not caught up. Returns the way to stop it.
 */
export function startTicker(rateHz: number, onTick: () => void): () => void {
  const periodMs = 1000 / rateHz;
  let nextMs = performance.now() + periodMs;
  let timer: NodeJS.Timeout;
  const run = (): void => {
    const lateMs = performance.now() - nextMs;
    nextMs += periodMs * (1 + Math.max(0, Math.floor(lateMs / periodMs)));
    onTick();
    timer = setTimeout(run, nextMs - performance.now());
  };
  timer = setTimeout(run, periodMs);
  return () => clearTimeout(timer);
}
