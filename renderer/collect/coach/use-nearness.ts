import { useEffect, useState } from 'react';
import { useServices, useSnapshot } from '../../app/services.ts';
import { ViewMemory } from './view-memory.ts';

/** How near the first camera's view is to one from before the failure, 0 … 1; null where that means nothing. */
export function useNearness(): number | null {
  const { station } = useServices();
  const camera = useSnapshot(({ robot }) => robot.cameras[0]?.name);
  const [nearness, setNearness] = useState<number | null>(null);
  useEffect(() => {
    if (camera === undefined) return;
    const memory = new ViewMemory();
    return station.onViews(camera, (view) => {
      const { collect, session, protocols } = station.store.getState().snapshot ?? {};
      if (collect?.status !== 'recording' || !collect.phase || !collect.episode) return setNearness(null);
      const { name, attempt } = collect.phase;
      const protocol = protocols?.find((candidate) => candidate.name === session?.protocol);
      const intent = protocol?.phases.find((phase) => phase.name === name)?.intent;
      if (intent === undefined || !protocol?.phases.some((phase) => phase.intent === 'recover')) return;
      const value = memory.observe(view, collect.episode.id, `${name} ${attempt}`, intent);
      // To a hundredth: what cannot be seen must not draw the panel anew.
      setNearness(value === null ? null : Math.round(value * 100) / 100);
    });
  }, [station, camera]);
  return nearness;
}
