import styles from './blockers.module.css';

/** As many as there is room for beside the button. */
const SHOWN = 3;

/** Why the button beside it cannot be pressed. */
export function Blockers({ blockers }: { blockers: readonly string[] }) {
  const more = blockers.length - SHOWN;
  return (
    <ul className={styles.blockers} aria-label="In the way">
      {blockers.slice(0, SHOWN).map((blocker) => (
        <li key={blocker} title={blocker}>
          {blocker}
        </li>
      ))}
      {more > 0 && <li title={blockers.slice(SHOWN).join('\n')}>and {more} more</li>}
    </ul>
  );
}
