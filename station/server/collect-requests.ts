import type { collectRequestSchemas } from '../../core/contract/collect.ts';
import type { RequestValue } from '../../core/contract/requests.ts';
import type { EpisodeLibrary } from '../episode-library.ts';
import type { Station } from '../station.ts';

type Name = keyof typeof collectRequestSchemas;
type Params<N extends Name> = ReturnType<(typeof collectRequestSchemas)[N]['params']['parse']>;
type CollectHandlers = { [N in Name]: (params: Params<N>) => RequestValue<N> | Promise<RequestValue<N>> };

/** What the collect screens ask beside driving the session. */
export function collectHandlers(station: Station, episodes: EpisodeLibrary): CollectHandlers {
  const { session, library, quotas } = station;
  return {
    'session.dismiss': () => {
      session.dismissSummary();
      return {};
    },
    'quota.set': async ({ protocol, minutes }) => {
      await quotas.setTarget(protocol, minutes);
      return {};
    },
    'protocols.read': ({ name }) => library.read(name),
    'protocols.save': ({ text }) => library.save(text),
    'coach.example': async (params) => ({ example: await episodes.example(params) }),
  };
}
