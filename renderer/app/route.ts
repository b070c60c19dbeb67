import { useSyncExternalStore } from 'react';

/** Where the operator is; it stands in the address, so that a reload comes back to it. */
export type Route =
  | { screen: 'collect' }
  | { screen: 'episodes' }
  | { screen: 'replay'; episodeId: string }
  | { screen: 'dataset' }
  | { screen: 'versions' }
  | { screen: 'exports' }
  | { screen: 'settings' }
  | { screen: 'protocol'; name: string };

const PROTOCOL = /^#\/protocols\/([a-z0-9-]*)$/;
const EPISODE = /^#\/episodes\/([0-9a-f-]+)$/;

export function parseRoute(hash: string): Route {
  const episodeId = EPISODE.exec(hash)?.[1];
  if (episodeId !== undefined) return { screen: 'replay', episodeId };
  if (hash === '#/episodes') return { screen: 'episodes' };
  const protocol = PROTOCOL.exec(hash)?.[1];
  if (protocol !== undefined) return { screen: 'protocol', name: protocol };
  if (hash === '#/dataset') return { screen: 'dataset' };
  if (hash === '#/versions') return { screen: 'versions' };
  if (hash === '#/exports') return { screen: 'exports' };
  if (hash === '#/settings') return { screen: 'settings' };
  return { screen: 'collect' };
}

export function formatRoute(route: Route): string {
  if (route.screen === 'protocol') return `#/protocols/${route.name}`;
  return route.screen === 'replay' ? `#/episodes/${route.episodeId}` : `#/${route.screen}`;
}

export function currentRoute(): Route {
  return parseRoute(window.location.hash);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.hash));
}

export function goTo(route: Route): void {
  window.location.hash = formatRoute(route);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
