/** A terminal's Ctrl-C reaches this process twice, from the terminal and from the launcher; both are one. */
const SAME_SIGNAL_MS = 1000;

/**
 * Resolves at the first SIGINT or SIGTERM, or when the process that started this one over a pipe is gone. A
 * later signal ends the process at once, should ending well hang.
 */
export function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let firstMs: number | null = null;
    const onSignal = (): void => {
      if (firstMs === null) {
        firstMs = performance.now();
        resolve();
      } else if (performance.now() - firstMs > SAME_SIGNAL_MS) {
        process.exit(130);
      }
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    process.once('disconnect', resolve);
    // Listening to the pipe must not keep a process alive that is done.
    process.channel?.unref();
  });
}
