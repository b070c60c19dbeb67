import { useEffect, useState } from 'react';
import { useServices, useSnapshot } from '../../app/services.ts';

/** A picture by phase. */
type Examples = Readonly<Record<string, Blob>>;

/**
 * How each phase looked when it was last kept, for the same protocol and task. Asked for between episodes, so
 * that it costs a recording nothing, and the pictures are there when they are wanted.
 */
export function useExamples(): Examples {
  const { station, pictures } = useServices();
  const protocol = useSnapshot(({ session }) => session?.protocol ?? '');
  const task = useSnapshot(({ session }) => session?.task ?? '');
  const kept = useSnapshot(({ session }) => session?.kept ?? 0);
  const isBetween = useSnapshot(({ collect }) => collect.status === 'ready');
  const [examples, setExamples] = useState<Examples>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: each kept episode is a newer example
  useEffect(() => {
    if (!isBetween) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const phases =
      station.store.getState().snapshot?.protocols.find(({ name }) => name === protocol)?.phases ?? [];
    void Promise.all(
      phases.map(async ({ name: phase }) => {
        const { example } = await station.request('coach.example', { protocol, task, phase });
        const picture = example === null ? null : await pictures.one(example, { signal });
        return picture === null ? [] : [[phase, picture] as const];
      }),
    ).then(
      (found) => signal.aborted || setExamples(Object.fromEntries(found.flat())),
      // Without an example the drawing is enough.
      () => {},
    );
    return () => leaving.abort();
  }, [station, pictures, protocol, task, kept, isBetween]);
  return examples;
}
