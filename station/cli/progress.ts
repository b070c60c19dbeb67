import { SingleBar } from 'cli-progress';

/** A bar for people, on stderr and only on a terminal, so that what is printed stays clean for programs. */
export function progressBar(what: string): { update(done: number, total: number): void; stop(): void } {
  const bar = new SingleBar({ format: `${what} {value}/{total} |{bar}| {eta_formatted}`, hideCursor: true });
  let isStarted = false;
  return {
    update(done, total) {
      if (!isStarted) bar.start(total, done);
      isStarted = true;
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
