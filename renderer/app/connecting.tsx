import { IconPlugConnectedX } from '@tabler/icons-react';
import styles from './connecting.module.css';
import { useLink } from './services.ts';
import { StopButton } from './stop-button.tsx';

/** Before the first word of the station. */
export function Connecting() {
  const link = useLink();
  return (
    <main className={styles.screen}>
      <h1 className={styles.name}>Retrace</h1>
      {link.status === 'lost' ? (
        <div role="alert" className={styles.lost}>
          <IconPlugConnectedX size={40} aria-hidden />
          <h2>The station does not answer</h2>
          <p>{link.cause}</p>
          <p>
            Start it, or open the address that it printed when it last started. This page keeps trying by
            itself.
          </p>
        </div>
      ) : (
        <p role="status">Connecting to the station…</p>
      )}
      <StopButton />
    </main>
  );
}
