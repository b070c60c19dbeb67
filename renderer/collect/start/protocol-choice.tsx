import type { ProtocolView } from '../../../core/contract/snapshot.ts';
import { formatRoute } from '../../app/route.ts';
import styles from './protocol-choice.module.css';

interface ProtocolChoiceProps {
  protocols: readonly ProtocolView[];
  chosen: string | null;
  onChoose(name: string): void;
}

/** How to collect: one card per protocol, with its phases in order. */
export function ProtocolChoice({ protocols, chosen, onChoose }: ProtocolChoiceProps) {
  return (
    <fieldset className={styles.choice}>
      <legend>Protocol</legend>
      <a className={styles.edit} href={formatRoute({ screen: 'protocol', name: chosen ?? '' })}>
        Edit, or make your own
      </a>
      <div className={styles.cards}>
        {protocols.map(({ name, title, phases }) => (
          <label key={name} className={styles.card}>
            <input
              type="radio"
              name="protocol"
              value={name}
              aria-labelledby={`protocol-${name}-title`}
              aria-describedby={name === chosen ? 'protocol-description' : undefined}
              checked={name === chosen}
              onChange={() => onChoose(name)}
            />
            <span className={styles.text}>
              <strong id={`protocol-${name}-title`}>{title}</strong>
              <span className={styles.phases}>
                {phases
                  .filter(({ isPlanned }) => isPlanned)
                  .map((phase) => (
                    <span key={phase.name} data-phase-color={phase.color}>
                      {phase.title}
                    </span>
                  ))}
              </span>
            </span>
          </label>
        ))}
      </div>
      <p id="protocol-description" className={styles.description}>
        {protocols.find(({ name }) => name === chosen)?.description}
      </p>
    </fieldset>
  );
}
