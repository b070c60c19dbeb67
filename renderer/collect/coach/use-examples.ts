import { useEffect, useState } from 'react';
import { useServices, useSnapshot } from '../../app/services.ts';

/** Address of a picture, by phase. */
type Examples = Readonly<Record<string, string>>;

/**
 * How each phase looked when it was last kept, for the same protocol and task. Asked for between episodes, so
 * that it costs a recording nothing, and the pictures are there when they are wanted.
 */
export function useExamples(): Examples {
  const { station } = useServices();
  const protocol = useSnapshot(({ session }) => session?.protocol ?? '');
  const task = useSnapshot(({ session }) => session?.task ?? '');
  const kept = useSnapshot(({ session }) => session?.kept ?? 0);
  const isBetween = useSnapshot(({ collect }) => collect.status === 'ready');
  const [examples, setExamples] = useState<Examples>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: each kept episode is a newer example
  useEffect(() => {
    if (!isBetween) return;
    let isWanted = true;
    const phases =
      station.store.getState().snapshot?.protocols.find(({ name }) => name === protocol)?.phases ?? [];
    void Promise.all(
      phases.map(async ({ name: phase }) => {
        const { example } = await station.request('coach.example', { protocol, task, phase });
        if (example === null) return [];
        const { episode, camera, row } = example;
        const url = `/episodes/${episode}/frames/${encodeURIComponent(camera)}/${row}.jpg`;
        new Image().src = url;
        return [[phase, url] as const];
      }),
    ).then(
      (found) => isWanted && setExamples(Object.fromEntries(found.flat())),
      // Without an example the drawing is enough.
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [station, protocol, task, kept, isBetween]);
  return examples;
}
