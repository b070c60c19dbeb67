/**
 * Calls `onTick` at a steady rate, against the monotonic clock and without drift. Ticks that a busy process
 * missed are left out, not caught up. Returns the way to stop it, which `onTick` may take too.
 */
export function startTicker(rateHz: number, onTick: () => void): () => void {
  const periodMs = 1000 / rateHz;
  let nextMs = performance.now() + periodMs;
  let isStopped = false;
  let timer = setTimeout(run, periodMs);
  function run(): void {
    const lateMs = performance.now() - nextMs;
    nextMs += periodMs * (1 + Math.max(0, Math.floor(lateMs / periodMs)));
    onTick();
    if (!isStopped) timer = setTimeout(run, Math.max(0, nextMs - performance.now()));
  }
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
