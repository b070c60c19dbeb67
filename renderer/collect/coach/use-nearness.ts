import { useEffect, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { ViewSampler } from './sample-view.ts';
import { ViewMemory } from './view-memory.ts';

const SAMPLE_EVERY_MS = 400;

/** How near the first camera's view is to one from before the failure, 0 … 1; null where that means nothing. */
export function useNearness(): number | null {
  const { station } = useServices();
  const [nearness, setNearness] = useState<number | null>(null);
  useEffect(() => {
    const sampler = new ViewSampler();
    const memory = new ViewMemory();
    const timer = setInterval(() => {
      const { snapshot } = station.store.getState();
      const { collect, session, protocols, robot } = snapshot ?? {};
      if (collect?.status !== 'recording' || !collect.phase || !collect.episode) return setNearness(null);
      const { name, attempt } = collect.phase;
      const protocol = protocols?.find((candidate) => candidate.name === session?.protocol);
      const intent = protocol?.phases.find((phase) => phase.name === name)?.intent;
      if (intent === undefined || !protocol?.phases.some((phase) => phase.intent === 'recover')) return;
      const view = sampler.sample(robot?.cameras[0]?.name ?? '');
      if (view === null) return;
      const value = memory.observe(view, collect.episode.id, `${name} ${attempt}`, intent);
      // To a hundredth: what cannot be seen must not draw the panel anew.
      setNearness(value === null ? null : Math.round(value * 100) / 100);
    }, SAMPLE_EVERY_MS);
    return () => clearInterval(timer);
  }, [station]);
  return nearness;
}
