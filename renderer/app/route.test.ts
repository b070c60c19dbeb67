import { expect, it } from 'vitest';
import { formatRoute, parseRoute, type Route } from './route.ts';

it.each<Route>([
  { screen: 'collect' },
  { screen: 'episodes' },
  { screen: 'replay', episodeId: '0198f0c2-3b7a-7cc0-8a44-2f1f0c1d2e3f' },
  { screen: 'dataset' },
  { screen: 'versions' },
  { screen: 'exports' },
  { screen: 'settings' },
  { screen: 'protocol', name: 'visual-backtracking' },
])('finds its way back to %j', (route) => {
  expect(parseRoute(formatRoute(route))).toEqual(route);
});

it.each(['', '#', '#/nowhere', '#/episodes/../settings'])('goes to Collect from "%s"', (hash) => {
  expect(parseRoute(hash)).toEqual({ screen: 'collect' });
});
