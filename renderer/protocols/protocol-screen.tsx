import { useEffect, useState } from 'react';
import { messageOf } from '../../core/errors.ts';
import { type Protocol, parseProtocol } from '../../protocols/protocol.ts';
import { useServices } from '../app/services.ts';
import { nextVersion } from './draft.ts';
import { ProtocolEditor } from './protocol-editor.tsx';
import styles from './protocol-screen.module.css';

type Loaded = { protocol: Protocol; isOwn: boolean } | { failure: string } | null;

/** How to collect, to be changed: a protocol of the dataset's own, or one made from a shipped one. */
export function ProtocolScreen({ name }: { name: string }) {
  const { station } = useServices();
  const [loaded, setLoaded] = useState<Loaded>(null);
  useEffect(() => {
    let isWanted = true;
    station
      .request('protocols.read', { name })
      .then(({ text, isOwn }) => ({ protocol: parseProtocol(text, name), isOwn }))
      .catch((error: unknown) => ({ failure: messageOf(error) }))
      .then((result) => isWanted && setLoaded(result));
    return () => {
      isWanted = false;
    };
  }, [station, name]);
  if (loaded === null) return <p className={styles.wait}>Reading the protocol…</p>;
  if ('failure' in loaded) return <p className={styles.wait}>{loaded.failure}</p>;
  return (
    <ProtocolEditor original={loaded.protocol} isOwn={loaded.isOwn} begin={nextVersion(loaded.protocol)} />
  );
}
