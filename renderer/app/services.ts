import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import type { DecisionLog } from '../audit/decisions/decision-log.ts';
import type { QueueModel } from '../audit/queue/queue-model.ts';
import type { InputSource } from '../input/input-source.ts';
import type { SpaceMouse } from '../input/spacemouse.ts';
import type { Intents } from '../link/intents.ts';
import type { Pictures } from '../link/pictures.ts';
import type { StationLink } from '../link/station-link.ts';
import type { Link } from '../worker/messages.ts';

/** What is made once when the page begins, and lives as long as it does. */
export interface Services {
  station: StationLink;
  intents: Intents;
  pictures: Pictures;
  input: InputSource;
  spaceMouse: SpaceMouse;
  queue: QueueModel;
  decisions: DecisionLog;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('no ServicesContext above this component');
  return services;
}

/** A part of the newest snapshot. Only for components below the one that waits for the first snapshot. */
export function useSnapshot<T>(select: (snapshot: Snapshot) => T): T {
  return useStore(useServices().station.store, ({ snapshot }) => {
    if (snapshot === null) throw new Error('no snapshot yet');
    return select(snapshot);
  });
}

export function useLink(): Link {
  return useStore(useServices().station.store, (state) => state.link);
}
