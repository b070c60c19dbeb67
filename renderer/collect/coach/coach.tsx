import { useStore } from 'zustand';
import { useSnapshot } from '../../app/services.ts';
import { useObjectUrl } from '../../shared/object-url.ts';
import { settingsStore } from '../../shared/settings.ts';
import styles from './coach.module.css';
import { NearnessBar } from './nearness-bar.tsx';
import { PhasePicture } from './phase-picture.tsx';
import { useExamples } from './use-examples.ts';
import { useNearness } from './use-nearness.ts';

/** What counts in this phase, how it looks when it is done, and how it looked the last time. */
export function Coach() {
  const isShown = useStore(settingsStore, (settings) => settings.hasCoach);
  const phase = useCoachedPhase();
  const examples = useExamples();
  const example = useObjectUrl(phase === undefined ? null : examples[phase.name]);
  const nearness = useNearness();
  if (!isShown || phase === undefined) return null;
  const { title, counts, picture, color } = phase;
  return (
    <section className={styles.coach} aria-label="Coach" data-phase-color={color}>
      <div className={styles.what}>
        <figure className={styles.drawing}>
          <PhasePicture name={picture} label={`${title}, as it should look`} />
        </figure>
        <p className={styles.words}>
          {counts !== '' && (
            <>
              <strong>Counts:</strong> {counts}
            </>
          )}
        </p>
        {example !== undefined && (
          <figure className={styles.example}>
            <img src={example} alt={`${title}, as it was last kept`} />
            <figcaption>Last kept</figcaption>
          </figure>
        )}
      </div>
      {nearness !== null && <NearnessBar nearness={nearness} />}
    </section>
  );
}

/** The phase under way; before an episode the first one, so that the operator knows what comes. */
function useCoachedPhase() {
  return useSnapshot(({ collect, protocols, session }) => {
    const phases = protocols.find(({ name }) => name === session?.protocol)?.phases;
    if (collect.status === 'recording') return phases?.find(({ name }) => name === collect.phase?.name);
    return collect.status === 'ready' ? phases?.[0] : undefined;
  });
}
