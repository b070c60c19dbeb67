import { useStore } from 'zustand';
import { useServices } from '../../app/services.ts';
import { countOf } from '../../shared/format.ts';
import { useRequest } from '../use-request.ts';
import styles from './agreement-card.module.css';

/** The station takes so many ids in a filter. */
const MOST_IDS = 1_000;

/** How far two people agree, beyond chance; what they disagree about can be looked at. */
export function AgreementCard({ onShow }: { onShow(ids: string[]): void }) {
  const { decisions } = useServices();
  const own = useStore(decisions.store, (state) => state.revision);
  const asked = useRequest('audit.agreement', {}, own);
  if (asked.status === 'loading') return <p role="status">Comparing…</p>;
  if (asked.status === 'failed') return <p role="alert">It cannot be told. {asked.message}</p>;
  const { pairs, disagreements } = asked.value;
  if (pairs.length === 0)
    return <p className={styles.none}>No two people have judged the same episode yet.</p>;
  const ids = [...new Set(disagreements.map(({ id }) => id))];
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">About</th>
            <th scope="col">Same</th>
            <th scope="col">Cohen's kappa</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map(({ a, b, about, episodes, agreed, kappa }) => (
            <tr key={`${a} ${b} ${about}`}>
              <th scope="row">
                {a}, {b}
              </th>
              <td>{about}</td>
              <td>
                {agreed} of {episodes}
              </td>
              <td>{kappa === null ? 'no chance to differ' : kappa.toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button
        type="button"
        className={styles.show}
        disabled={ids.length === 0}
        onClick={() => onShow(ids.slice(0, MOST_IDS))}
      >
        Show {countOf(ids.length, 'disagreement')}
      </button>
    </>
  );
}
