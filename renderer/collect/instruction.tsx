import type { ProtocolView } from '../../core/contract/snapshot.ts';
import { useSnapshot } from '../app/services.ts';
import { Findings } from '../shared/findings.tsx';
import { lookUpPhase } from '../shared/phase-band.tsx';
import { EpisodeResult } from './episode-result.tsx';
import styles from './instruction.module.css';
import { PhaseSteps } from './phase-steps.tsx';
import { PredicateLight } from './predicate-light.tsx';
import { SessionLine } from './session-line.tsx';

/** What to do now, readable from where the robot stands. */
export function Instruction() {
  const collect = useSnapshot((snapshot) => snapshot.collect);
  const predicate = useSnapshot((snapshot) => snapshot.predicate);
  const phases = usePhases();
  const color = collect.phase === null ? undefined : lookUpPhase(phases, collect.phase.name).color;
  return (
    <section className={styles.instruction} data-phase-color={color}>
      <div className={styles.words}>
        <SessionLine />
        <div role="status">
          <h1>{collect.title}</h1>
          <p className={styles.prompt}>{collect.prompt}</p>
        </div>
        {collect.status === 'review' && <Findings findings={collect.episode?.findings ?? []} />}
      </div>
      <div className={styles.progress}>
        {collect.status === 'review' && collect.episode !== null ? (
          <EpisodeResult episode={collect.episode} phases={phases} />
        ) : (
          <PhaseSteps phases={phases} current={collect.phase} />
        )}
        {predicate !== null && <PredicateLight predicate={predicate} />}
      </div>
    </section>
  );
}

const NO_PHASES: ProtocolView['phases'] = [];

function usePhases(): ProtocolView['phases'] {
  return useSnapshot(
    ({ protocols, session }) => protocols.find(({ name }) => name === session?.protocol)?.phases ?? NO_PHASES,
  );
}
