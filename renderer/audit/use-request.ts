import { useEffect, useState } from 'react';
import type { RequestName, RequestParams, RequestValue } from '../../core/contract/requests.ts';
import { messageOf } from '../../core/errors.ts';
import { useLink, useServices } from '../app/services.ts';

export type Loaded<T> =
  | { status: 'loading' }
  | { status: 'failed'; message: string }
  | { status: 'loaded'; value: T };

/**
 * What the station answers. It is asked anew when `revision` changes and when a lost station is back; until
 * the new answer is there, the old one stays.
 *
 * @param isWanted false while something else must come first
 */
export function useRequest<N extends RequestName>(
  name: N,
  params: RequestParams<N>,
  revision: unknown,
  isWanted = true,
): Loaded<RequestValue<N>> {
  const { station } = useServices();
  const isLive = useLink().status === 'live';
  const [loaded, setLoaded] = useState<Loaded<RequestValue<N>>>({ status: 'loading' });
  const question = JSON.stringify(params);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a revision is a reason to ask again, not a part of the question
  useEffect(() => {
    if (!isLive || !isWanted) return;
    let isCurrent = true;
    station.request(name, JSON.parse(question) as RequestParams<N>).then(
      (value) => isCurrent && setLoaded({ status: 'loaded', value }),
      (error: unknown) => isCurrent && setLoaded({ status: 'failed', message: messageOf(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [station, isLive, isWanted, name, question, revision]);
  return loaded;
}
